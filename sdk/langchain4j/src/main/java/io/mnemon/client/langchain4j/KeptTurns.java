package io.mnemon.client.langchain4j;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a chat. The newest turn that has a list says which turns are its messages, in
 * which order; others are left over from an update that has not ended, or not cleared away yet.
 */
final class KeptTurns {
  private final NavigableMap<Long, Turn> all;
  private final List<Turn> current;
  private final long newest;

  private KeptTurns(NavigableMap<Long, Turn> all, List<Turn> current, long newest) {
    this.all = all;
    this.current = current;
    this.newest = newest;
  }

  static KeptTurns of(Collection<Turn> turns) {
    NavigableMap<Long, Turn> all = new TreeMap<>();
    turns.forEach(turn -> all.put(turn.position(), turn));
    Optional<Turn> newest =
        all.descendingMap().values().stream().filter(turn -> !turn.list().isEmpty()).findFirst();
    Stream<Long> list = newest.stream().flatMap(turn -> turn.list().stream());
    return new KeptTurns(
        all,
        list.map(all::get).filter(Objects::nonNull).toList(),
        newest.map(Turn::position).orElse(0L));
  }

  List<String> messages() {
    return current.stream().map(Turn::message).toList();
  }

  List<String> ids() {
    return all.values().stream().map(Turn::id).toList();
  }

  /**
   * @throws ServiceException ABORTED if the list was made without knowing the newest message
   */
  TurnChange changeTo(List<String> messages) {
    if (messages.equals(messages())) {
      return new TurnChange(List.of(), leftBehind());
    }
    List<@Nullable Turn> same = new ArrayList<>(new Alignment(current, messages).turns());
    requireNewest(same);
    if (!messages.isEmpty() && !same.contains(null)) {
      // What is dropped becomes valid with a turn that is written.
      same.set(same.size() - 1, null);
    }
    long next = all.isEmpty() ? 1 : all.lastKey() + 1;
    List<Long> list = new ArrayList<>();
    List<TurnChange.Added> added = new ArrayList<>();
    for (int index = 0; index < messages.size(); index++) {
      Turn turn = same.get(index);
      if (turn == null) {
        added.add(new TurnChange.Added(index, next, List.of()));
      }
      list.add(turn == null ? next++ : turn.position());
    }
    if (!added.isEmpty()) {
      TurnChange.Added last = added.removeLast();
      added.add(new TurnChange.Added(last.index(), last.position(), list));
    }
    return new TurnChange(added, idsExcept(list));
  }

  private void requireNewest(List<@Nullable Turn> same) {
    List<Turn> spoken = current.stream().filter(turn -> !turn.system()).toList();
    if (!spoken.isEmpty()
        && !same.contains(spoken.getLast())
        && spoken.stream().anyMatch(same::contains)) {
      throw new ServiceException(
          ErrorCode.ABORTED,
          "the list has older messages that are kept but not the newest one, so it is out of"
              + " date: read the messages again, or delete them first");
    }
  }

  /** What is older than the list; what is newer may be of an update that goes on just now. */
  private List<String> leftBehind() {
    return all.values().stream()
        .filter(turn -> turn.position() < newest && !current.contains(turn))
        .map(Turn::id)
        .toList();
  }

  private List<String> idsExcept(List<Long> positions) {
    Set<Long> kept = new HashSet<>(positions);
    return all.values().stream()
        .filter(turn -> !kept.contains(turn.position()))
        .map(Turn::id)
        .toList();
  }
}
