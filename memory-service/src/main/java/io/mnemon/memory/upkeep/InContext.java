package io.mnemon.memory.upkeep;

import io.mnemon.index.IndexChange;
import io.mnemon.memory.recall.BlindTerms;
import io.mnemon.memory.record.Kind;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryReader;
import io.mnemon.memory.record.MemoryReader.Stored;
import io.mnemon.memory.record.MemoryReader.Window;
import io.mnemon.tenancy.TenantScope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Changes as the index is to follow them: a turn of a conversation together with the turns around
 * it, so that a change of one reaches the others as well. Each is made when it is asked for: all of
 * a batch together may take many times what their memories take.
 */
final class InContext {
  private static final Comparator<Stored.Live> IN_ORDER =
      Comparator.comparing((Stored.Live turn) -> turn.memory().attributes().eventTime())
          .thenComparing(turn -> turn.memory().arrival());

  private final MemoryReader memories;
  private final Projection projection;

  InContext(MemoryReader memories, BlindTerms blindTerms) {
    this.memories = memories;
    this.projection = new Projection(blindTerms);
  }

  /**
   * The changes in the context of each other alone, without reading the record: right where a
   * stretch of a conversation came in one piece, and for its ends soon mended by {@link #reaching}.
   */
  Stream<IndexChange> among(UUID tenant, List<Stored> changed) {
    Map<Place, List<Stored.Live>> episodes = new HashMap<>();
    for (Stored each : changed) {
      if (each instanceof Stored.Live live && isTurn(live)) {
        episodes.computeIfAbsent(Place.of(live.memory()), place -> new ArrayList<>()).add(live);
      }
    }
    Map<UUID, Supplier<IndexChange>> turns = new HashMap<>();
    for (List<Stored.Live> episode : episodes.values()) {
      Conversation conversation = new Conversation(episode.stream().sorted(IN_ORDER).toList());
      for (int i = 0; i < conversation.turns().size(); i++) {
        put(tenant, conversation, i, turns);
      }
    }
    return changes(tenant, changed, turns);
  }

  /** The memories in the context that the record has now. */
  Stream<IndexChange> of(TenantScope system, List<Stored> some) {
    return inWindows(system, some, 0);
  }

  /** The same with the turns in whose context one of the memories stands, or stood. */
  Stream<IndexChange> reaching(TenantScope system, List<Stored> changed) {
    return inWindows(system, changed, Conversation.REACH);
  }

  /** Whether other turns may have to be indexed anew because of the change. */
  static boolean reaches(Stored changed) {
    return switch (changed) {
      case Stored.Gone gone -> true;
      case Stored.Unreadable unreadable -> false;
      case Stored.Live live -> live.memory().episode() != null;
    };
  }

  private Stream<IndexChange> inWindows(TenantScope system, List<Stored> changed, int reach) {
    Set<UUID> ids =
        changed.stream()
            .filter(InContext::reaches)
            .map(Stored::id)
            .collect(Collectors.toUnmodifiableSet());
    List<Window> windows =
        ids.isEmpty() ? List.of() : memories.windows(system, ids, Conversation.REACH);
    Map<UUID, Stored.Live> turns = turns(system, changed, windows);
    Map<UUID, Supplier<IndexChange>> found = new LinkedHashMap<>();
    for (Window window : windows) {
      Conversation conversation = conversation(window, turns);
      int place = place(window, conversation);
      int last = Math.min(conversation.turns().size() - 1, place + reach);
      for (int i = Math.max(0, place - reach); i <= last; i++) {
        if (reach > 0 || ids.contains(conversation.turns().get(i).id())) {
          put(system.tenant(), conversation, i, found);
        }
      }
    }
    return changes(system.tenant(), changed, found);
  }

  private Map<UUID, Stored.Live> turns(
      TenantScope system, List<Stored> changed, List<Window> windows) {
    Map<UUID, Stored.Live> turns = new HashMap<>();
    keepTurns(changed, turns);
    Set<UUID> missing = new HashSet<>();
    windows.forEach(window -> missing.addAll(window.turns()));
    changed.forEach(each -> missing.remove(each.id()));
    if (!missing.isEmpty()) {
      keepTurns(memories.stored(system, missing), turns);
    }
    return turns;
  }

  private static void keepTurns(Collection<Stored> some, Map<UUID, Stored.Live> turns) {
    for (Stored each : some) {
      if (each instanceof Stored.Live live && isTurn(live)) {
        turns.put(live.id(), live);
      }
    }
  }

  /** What of a window is still there. */
  private static Conversation conversation(Window window, Map<UUID, Stored.Live> turns) {
    return new Conversation(
        window.turns().stream().filter(turns::containsKey).map(turns::get).toList());
  }

  private static int place(Window window, Conversation conversation) {
    Set<UUID> before = Set.copyOf(window.turns().subList(0, window.place()));
    ToIntFunction<Stored.Live> one = turn -> before.contains(turn.id()) ? 1 : 0;
    return conversation.turns().stream().mapToInt(one).sum();
  }

  private void put(
      UUID tenant, Conversation conversation, int place, Map<UUID, Supplier<IndexChange>> changes) {
    Stored.Live turn = conversation.turns().get(place);
    changes.putIfAbsent(
        turn.id(), () -> projection.change(tenant, turn, conversation.around(place)));
  }

  /** The changes themselves and whatever else was found. */
  private Stream<IndexChange> changes(
      UUID tenant, List<Stored> changed, Map<UUID, Supplier<IndexChange>> found) {
    Map<UUID, Supplier<Optional<IndexChange>>> all = new LinkedHashMap<>();
    for (Stored each : changed) {
      all.put(each.id(), () -> projection.change(tenant, each));
    }
    found.forEach((id, change) -> all.put(id, () -> Optional.of(change.get())));
    return all.values().stream().map(Supplier::get).flatMap(Optional::stream);
  }

  private static boolean isTurn(Stored.Live live) {
    Memory memory = live.memory();
    return memory.episode() != null
        && memory.attributes().kind() == Kind.EPISODE
        && !Projection.isSecret(memory);
  }

  /** Where turns follow each other. */
  private record Place(UUID scopeId, @Nullable String episode) {
    static Place of(Memory memory) {
      return new Place(memory.scope().id(), memory.episode());
    }
  }
}
