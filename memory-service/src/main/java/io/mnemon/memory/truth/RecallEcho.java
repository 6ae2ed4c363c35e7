package io.mnemon.memory.truth;

import io.mnemon.memory.record.Enrichment;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryReader;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.sight.Things;
import io.mnemon.tenancy.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Recognises what its writer was given by a recall, so that a memory does not multiply each time it
 * is of use. What was superseded since the recall counts only if the recall is named: it may have
 * become true again.
 */
public final class RecallEcho implements Enrichment {
  private final RecallLog recalls;
  private final Sights sights;
  private final MemoryReader memories;
  private final Runnable wake;

  /**
   * @param wake tells those who work on operations
   */
  public RecallEcho(RecallLog recalls, Sights sights, MemoryReader memories, Runnable wake) {
    this.recalls = recalls;
    this.sights = sights;
    this.memories = memories;
    this.wake = wake;
  }

  @Override
  public List<Optional<Memory>> recalled(Caller caller, List<Memory> drafts) {
    List<Optional<UUID>> said =
        recalls.saying(
            caller.tenant(),
            caller.principal(),
            drafts.stream()
                .map(
                    draft ->
                        new RecallLog.Text(
                            draft.attributes().content(),
                            Optional.ofNullable(draft.provenance().recallId())))
                .toList());
    Set<UUID> ids = said.stream().flatMap(Optional::stream).collect(Collectors.toSet());
    Map<UUID, Memory> known =
        ids.isEmpty()
            ? Map.of()
            : memories
                .findAll(sights.of(caller, "memory.read", Things.memories(ids)).scope(), ids)
                .stream()
                .collect(Collectors.toMap(Memory::id, memory -> memory));
    List<Optional<Memory>> recalled = new ArrayList<>(drafts.size());
    for (int i = 0; i < drafts.size(); i++) {
      Memory draft = drafts.get(i);
      recalled.add(
          said.get(i)
              .map(known::get)
              .filter(memory -> isKnownWithin(draft.scope(), memory.scope()))
              .filter(
                  memory ->
                      draft.provenance().recallId() != null
                          || memory.supersessions().by() == null));
    }
    return recalled;
  }

  /**
   * Whether those who read what is written know what was recalled: persons know what is theirs and
   * what is their units'. What was somebody's own is news to the team, and what an agent or a
   * session kept for itself is news to everybody else.
   */
  static boolean isKnownWithin(MemoryScope written, MemoryScope recalled) {
    if (written.id().equals(recalled.id())) {
      return true;
    }
    return switch (recalled.layer()) {
      case AGENT, SESSION -> false;
      case USER ->
          written.layer().isPersonal()
              && Objects.equals(written.key().user(), recalled.key().user());
      case PROJECT, TEAM, ORG -> written.layer().isPersonal();
      case COMPANY -> true;
    };
  }

  @Override
  public void queued() {
    wake.run();
  }
}
