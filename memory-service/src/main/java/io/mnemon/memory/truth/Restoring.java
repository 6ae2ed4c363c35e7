package io.mnemon.memory.truth;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.memory.record.AfterCommit;
import io.mnemon.memory.record.AfterCommit.Committed;
import io.mnemon.memory.record.AtHand;
import io.mnemon.memory.record.Deduplication;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.record.MemoryStore.IdentityTakenException;
import io.mnemon.memory.record.Supersessions;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.sight.Sight;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.sight.Things;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives memories back that were put aside: their content from the archive; and what a newer one has
 * superseded gets the validity that it had, unless that was changed since, and the two are never
 * judged again.
 */
public final class Restoring {
  private static final int MOST_ATTEMPTS = 3;

  private final Sights sights;
  private final Placements placements;
  private final Deduplication deduplication;
  private final MemoryStore memories;
  private final SupersessionStore supersessions;
  private final AtHand archive;
  private final AfterCommit afterCommit;
  private final InstantSource clock;

  public Restoring(
      Sights sights,
      Placements placements,
      Deduplication deduplication,
      MemoryStore memories,
      SupersessionStore supersessions,
      AtHand archive,
      AfterCommit afterCommit,
      InstantSource clock) {
    this.sights = sights;
    this.placements = placements;
    this.deduplication = deduplication;
    this.memories = memories;
    this.supersessions = supersessions;
    this.archive = archive;
    this.afterCommit = afterCommit;
    this.clock = clock;
  }

  /**
   * Idempotent: a memory that nothing has put aside is answered as it is.
   *
   * @param expectedVersion the version that is restored, any if empty
   * @throws ServiceException NOT_FOUND; PERMISSION_DENIED; ABORTED if the memory has another
   *     version than expected; ALREADY_EXISTS if another memory of the scope says the same
   */
  public Memory restore(Caller caller, UUID id, OptionalLong expectedVersion) {
    Sight sight = sights.of(caller, "memory.read", Things.memory(id));
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      Memory memory =
          memories
              .find(sight.scope(), id)
              .orElseThrow(() -> ServiceException.notFound("memory " + id));
      placements.permitChange(caller, "memory.update", memory.scope());
      if (expectedVersion.isPresent() && expectedVersion.getAsLong() != memory.version()) {
        throw new ServiceException(
            ErrorCode.ABORTED,
            "the memory has version %d, not %d: read it again and repeat the call"
                .formatted(memory.version(), expectedVersion.getAsLong()));
      }
      Optional<Memory> restored = reopen(caller, sight, archive.restored(sight.scope(), memory));
      if (restored.isPresent()) {
        return restored.get();
      }
    }
    throw new ServiceException(
        ErrorCode.ABORTED, "the memory is being changed by others all the time: try again");
  }

  /** Empty if somebody else changed it in the same moment. */
  private Optional<Memory> reopen(Caller caller, Sight sight, Memory memory) {
    TenantScope scope = sight.scope().narrowedTo(Set.of(memory.scope().id()));
    Optional<Link> standing =
        supersessions.links(scope, Set.of(memory.id())).stream()
            .filter(link -> link.older().equals(memory.id()) && link.stands())
            .findFirst();
    if (standing.isEmpty()) {
      return Optional.of(memory);
    }
    Link link = standing.get();
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    @Nullable Instant end = memory.attributes().validTo();
    Memory after =
        memory
            .next(
                memory.attributes().until(link.closedAt().equals(end) ? link.openUntil() : end), at)
            .with(new Supersessions(memory.supersessions().supersedes(), null));
    Map<UUID, Long> rows;
    try {
      rows =
          supersessions.restore(
              scope,
              new Closure(memory, after, deduplication.identity(sight.tenant(), after), link),
              caller.principal(),
              at);
    } catch (IdentityTakenException e) {
      throw new ServiceException(
          ErrorCode.ALREADY_EXISTS,
          "another memory of the same scope says this by now: there is nothing to restore",
          e);
    }
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    afterCommit.committed(
        sight.tenant(),
        memories.stored(scope, rows.keySet()).stream()
            .map(stored -> new Committed(stored, Objects.requireNonNull(rows.get(stored.id()))))
            .toList());
    return memories.find(scope, after.id());
  }
}
