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
import io.mnemon.memory.record.MemoryStore.Standing;
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
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Changes and deletes memories, under optimistic concurrency: a version changes only once. */
public final class Changing {
  private static final int MOST_ATTEMPTS = 3;
  private static final String READ = "memory.read";

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
    Sight sight = sights.of(caller, READ, Things.memory(id));
    return attempt(
        caller,
        "memory.update",
        expectedVersion,
        () ->
            store
                .find(sight.scope(), id)
                .map(
                    memory ->
                        new Attempt<>(
                            standing(memory), () -> replace(caller, sight, memory, change)))
                .orElseThrow(() -> ServiceException.notFound("memory " + id)));
  }

  private static Standing standing(Memory memory) {
    return new Standing(memory.id(), memory.scope(), memory.version());
  }

  /**
   * Also of a memory that cannot be read.
   *
   * @param expectedVersion the version that is deleted, any if empty
   * @throws ServiceException NOT_FOUND; PERMISSION_DENIED; ABORTED if the memory has another
   *     version than expected
   */
  public void delete(Caller caller, UUID id, OptionalLong expectedVersion) {
    Sight sight = sights.of(caller, READ, Things.memory(id));
    Standing deleted =
        attempt(
            caller,
            "memory.delete",
            expectedVersion,
            () ->
                store
                    .standing(sight.scope(), id)
                    .map(memory -> new Attempt<>(memory, () -> remove(caller, sight, memory)))
                    .orElseThrow(() -> ServiceException.notFound("memory " + id)));
    assert deleted.id().equals(id);
  }

  /**
   * A try to change a memory as it is now.
   *
   * @param work empty if somebody else changed it in the same moment
   */
  private record Attempt<T>(Standing memory, Supplier<Optional<T>> work) {}

  private <T> T attempt(
      Caller caller, String action, OptionalLong expectedVersion, Supplier<Attempt<T>> next) {
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      Attempt<T> now = next.get();
      long version = now.memory().version();
      placements.permitChange(caller, action, now.memory().scope());
      if (expectedVersion.isPresent() && expectedVersion.getAsLong() != version) {
        throw new ServiceException(
            ErrorCode.ABORTED,
            "the memory has version "
                + version
                + ", not "
                + expectedVersion.getAsLong()
                + ": read it again and repeat the change");
      }
      Optional<T> changed = now.work().get();
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

  private Optional<Standing> remove(Caller caller, Sight sight, Standing memory) {
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
