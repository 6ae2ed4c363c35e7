package io.mnemon.memory.record;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.crypto.KeyedHash;
import io.mnemon.index.HybridIndex;
import io.mnemon.inference.Embedder;
import io.mnemon.inference.Embedding;
import io.mnemon.memory.record.AfterCommit.Committed;
import io.mnemon.memory.record.MemoryReader.Stored;
import io.mnemon.memory.record.MemoryStore.IdentityTakenException;
import io.mnemon.memory.record.MemoryStore.NewMemory;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.sight.Sight;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.sight.Things;
import io.mnemon.tenancy.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Changes and deletes memories, under optimistic concurrency: a version changes only once. */
public final class Changing {
  private static final int MOST_ATTEMPTS = 3;

  private final Sights sights;
  private final Placements placements;
  private final Deduplication deduplication;
  private final Vectors vectors;
  private final MemoryStore store;
  private final AfterCommit afterCommit;
  private final InstantSource clock;

  public Changing(
      Sights sights,
      Placements placements,
      KeyedHash hash,
      Embedder embedder,
      HybridIndex index,
      MemoryStore store,
      AfterCommit afterCommit,
      InstantSource clock) {
    this.sights = sights;
    this.placements = placements;
    this.deduplication = new Deduplication(hash);
    this.vectors = new Vectors(embedder, index);
    this.store = store;
    this.afterCommit = afterCommit;
    this.clock = clock;
  }

  /**
   * @param expectedVersion the version that is changed, any if empty
   * @param change gives the new attributes from the present ones, or refuses
   * @throws ServiceException NOT_FOUND; PERMISSION_DENIED; ABORTED if the memory has another
   *     version than expected; ALREADY_EXISTS if another memory of the scope says the same
   */
  public Memory update(
      Caller caller, UUID id, OptionalLong expectedVersion, UnaryOperator<Attributes> change) {
    return attempt(
        caller,
        "memory.update",
        id,
        expectedVersion,
        (sight, memory) -> replace(caller, sight, memory, change));
  }

  /**
   * @param expectedVersion the version that is deleted, any if empty
   * @throws ServiceException NOT_FOUND; PERMISSION_DENIED; ABORTED if the memory has another
   *     version than expected
   */
  public void delete(Caller caller, UUID id, OptionalLong expectedVersion) {
    attempt(
        caller,
        "memory.delete",
        id,
        expectedVersion,
        (sight, memory) -> remove(caller, sight, memory));
  }

  /** A try to change a memory; empty if somebody else changed it in the same moment. */
  @FunctionalInterface
  private interface Attempt {
    Optional<Memory> on(Sight sight, Memory memory);
  }

  private Memory attempt(
      Caller caller, String action, UUID id, OptionalLong expectedVersion, Attempt work) {
    Sight sight = sights.of(caller, "memory.read", Things.memory(id));
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      Memory memory =
          store
              .find(sight.scope(), id)
              .orElseThrow(() -> ServiceException.notFound("memory " + id));
      placements.permitChange(caller, action, memory.scope());
      if (expectedVersion.isPresent() && expectedVersion.getAsLong() != memory.version()) {
        throw new ServiceException(
            ErrorCode.ABORTED,
            "the memory has version "
                + memory.version()
                + ", not "
                + expectedVersion.getAsLong()
                + ": read it again and repeat the change");
      }
      Optional<Memory> changed = work.on(sight, memory);
      if (changed.isPresent()) {
        return changed.get();
      }
    }
    throw new ServiceException(
        ErrorCode.ABORTED, "the memory is being changed by others all the time: try again");
  }

  private Optional<Memory> replace(
      Caller caller, Sight sight, Memory memory, UnaryOperator<Attributes> change) {
    Attributes attributes = change.apply(memory.attributes());
    if (attributes.equals(memory.attributes())) {
      return Optional.of(memory);
    }
    Memory next = memory.next(attributes, now());
    Optional<Embedding> vector = vector(sight, memory, attributes);
    UUID tenant = sight.tenant();
    try {
      OptionalLong row =
          store.update(
              sight.scope().narrowedTo(Set.of(memory.scope().id())),
              memory,
              new NewMemory(
                  next,
                  deduplication.content(tenant, attributes.content()),
                  deduplication.identity(tenant, next),
                  vector),
              caller.principal());
      row.ifPresent(
          outboxRow ->
              afterCommit.committed(
                  tenant, List.of(new Committed(new Stored.Live(next, vector), outboxRow))));
      return row.isPresent() ? Optional.of(next) : Optional.empty();
    } catch (IdentityTakenException e) {
      throw new ServiceException(
          ErrorCode.ALREADY_EXISTS,
          "another memory of the same scope says this already: delete one of the two",
          e);
    }
  }

  /** A content is embedded once: the vector is kept as long as the content does not change. */
  private Optional<Embedding> vector(Sight sight, Memory memory, Attributes attributes) {
    if (attributes.sensitivity() == Sensitivity.SECRET) {
      return Optional.empty();
    }
    if (attributes.content().equals(memory.attributes().content())) {
      Embedding kept = store.vectors(sight.scope(), Set.of(memory.id())).get(memory.id());
      if (kept != null) {
        return Optional.of(kept);
      }
    }
    return vectors.of(List.of(attributes.content())).getFirst();
  }

  private Optional<Memory> remove(Caller caller, Sight sight, Memory memory) {
    Instant at = now();
    OptionalLong row =
        store.delete(
            sight.scope().narrowedTo(Set.of(memory.scope().id())),
            memory.id(),
            memory.version(),
            caller.principal(),
            at);
    row.ifPresent(
        outboxRow ->
            afterCommit.committed(
                sight.tenant(),
                List.of(
                    new Committed(
                        new Stored.Gone(memory.id(), memory.version() + 1, at), outboxRow))));
    return row.isPresent() ? Optional.of(memory) : Optional.empty();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
