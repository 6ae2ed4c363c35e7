package io.mnemon.memory.record;

import io.mnemon.inference.Embedding;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Reads memories from the record. Nothing that is deleted, or expired at the time of the call,
 * comes back from any method except {@link #stream}. Of many, those that cannot be read are left
 * out; one that is asked for by its id fails as {@link UnreadableException}.
 */
public interface MemoryReader {

  Optional<Memory> find(TenantScope scope, UUID id);

  /** Those of the memories that exist and are visible, in no particular order. */
  List<Memory> findAll(TenantScope scope, Set<UUID> ids);

  /**
   * The turns around each memory in its episode, in the order of event time, then arrival, without
   * the memory itself: at most {@code each} on either side. A memory without any is left out.
   */
  Map<UUID, List<Memory>> neighbours(TenantScope scope, List<Memory> turns, int each);

  /** The memories that were made from this one and are not deleted, oldest first. */
  List<UUID> derived(TenantScope scope, UUID id);

  /**
   * Memories that were recorded by a time and have changed since, as they were then; those that
   * changed last first.
   */
  List<Memory> changedSince(TenantScope scope, Instant knownAt, int limit);

  /**
   * The secret memories of the given scopes, newest first: a page after the other, of which none is
   * held when the next is read.
   */
  void secrets(TenantScope scope, Set<UUID> scopes, int limit, Consumer<List<Memory>> page);

  /**
   * Every memory of a tenant that is not deleted, with its vector in the active space if it has
   * one, oldest id first, a page at a time; for background work. One that cannot be read is told as
   * such.
   *
   * @param after the id to begin behind, empty for the first page
   */
  List<Stored> stream(TenantScope system, Optional<UUID> after, int limit);

  /** The given memories as {@link #stream} gives them; one that is deleted is told as such. */
  List<Stored> stored(TenantScope system, Set<UUID> ids);

  /**
   * The places in episodes where the memories stand, or stood in an earlier version or before they
   * were deleted, in no particular order; for background work.
   *
   * @param reach how far from its place a memory matters to others
   */
  List<Window> windows(TenantScope system, Set<UUID> ids, int reach);

  /**
   * A place in an episode with the turns around it: those of kind {@code episode} that live and are
   * not secret, in the order of event time, then arrival; twice the reach on either side, so that
   * every turn within the reach has its own neighbours beside it.
   *
   * @param place the index at which the memory stands, or would stand
   */
  record Window(List<UUID> turns, int place) {
    public Window {
      turns = List.copyOf(turns);
    }
  }

  /** How many memories a tenant has that are not deleted. */
  long count(TenantScope system);

  /** A memory with what the index needs of it. */
  sealed interface Stored {
    UUID id();

    long version();

    /** A memory that lives; the vector is empty if it has none yet. */
    record Live(Memory memory, Optional<Embedding> vector) implements Stored {
      @Override
      public UUID id() {
        return memory.id();
      }

      @Override
      public long version() {
        return memory.version();
      }
    }

    /** A memory that lives, but cannot be read; what the index has of it is as good as ever. */
    record Unreadable(UUID id, long version) implements Stored {}

    /** A memory that was deleted. */
    record Gone(UUID id, long version, Instant deletedAt) implements Stored {}
  }
}
