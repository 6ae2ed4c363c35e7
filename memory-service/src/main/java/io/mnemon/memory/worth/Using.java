package io.mnemon.memory.worth;

import io.mnemon.api.ServiceException;
import io.mnemon.index.Usage;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.sight.Sight;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.sight.Things;
import io.mnemon.memory.truth.RecallLog;
import io.mnemon.tenancy.Caller;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Counts which recalled memories were of use. */
public final class Using {
  private final Sights sights;
  private final Placements placements;
  private final MemoryStore memories;
  private final UseStore uses;
  private final FromArchive restoring;
  private final RecallLog recalls;
  private final UseFeed feed;
  private final InstantSource clock;

  public Using(
      Sights sights,
      Placements placements,
      MemoryStore memories,
      UseStore uses,
      FromArchive restoring,
      RecallLog recalls,
      UseFeed feed,
      InstantSource clock) {
    this.sights = sights;
    this.placements = placements;
    this.memories = memories;
    this.uses = uses;
    this.restoring = restoring;
    this.recalls = recalls;
    this.feed = feed;
    this.clock = clock;
  }

  /**
   * Memories that have been deleted meanwhile, or that the caller does not see any more, count for
   * nothing.
   *
   * @param used memories that the recall returned
   * @return how many were not known to be of use before
   * @throws ServiceException NOT_FOUND if it is no recall of the caller, or an old one;
   *     INVALID_ARGUMENT if it did not return one of the memories
   */
  public int use(Caller caller, UUID recall, List<UUID> used) {
    List<UUID> returned =
        recalls
            .memories(caller.tenant(), caller.principal(), recall)
            .orElseThrow(() -> ServiceException.notFound("recall " + recall));
    for (int i = 0; i < used.size(); i++) {
      if (!returned.contains(used.get(i))) {
        throw ServiceException.invalid(
            "memories[" + i + "]",
            "memory " + used.get(i) + " was not returned by this recall: leave it out");
      }
    }
    Set<UUID> ids = Set.copyOf(used);
    Sight sight = sights.of(caller, "memory.read", Things.memories(ids));
    List<Memory> found = memories.findAll(sight.scope(), ids);
    if (found.isEmpty()) {
      return 0;
    }
    Set<UUID> scopes =
        found.stream().map(memory -> memory.scope().id()).collect(Collectors.toSet());
    found.stream()
        .map(Memory::scope)
        .distinct()
        .forEach(scope -> placements.permit(caller, "memory.use", scope));
    found.forEach(memory -> restoring.atHand(sight.scope(), memory));
    Map<UUID, Usage> counted =
        uses.use(
            sight.scope().narrowedTo(scopes),
            recall,
            found,
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    feed.used(caller.tenant(), counted);
    return counted.size();
  }
}
