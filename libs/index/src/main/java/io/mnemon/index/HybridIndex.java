package io.mnemon.index;

import io.mnemon.inference.Embedding;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A searchable projection of each tenant's memories. Safe for use by many threads. Every method
 * throws {@link IndexUnavailableException} if the index cannot do it now.
 */
public interface HybridIndex extends AutoCloseable {
  /** The most dimensions that a vector may have. */
  int MOST_DIMENSIONS = 4096;

  /**
   * Follows the changes; the next search sees them. Idempotent by id and version: a change never
   * overwrites a newer one, whatever the order of arrival, and what was removed stays removed
   * against an older {@code Put}. At equal versions a {@code Put} with a vector that was missing,
   * or of another state of the surroundings, wins over an earlier one, and a {@code Remove} over
   * any {@code Put}. After an exception some of the changes may have been followed: apply all of
   * them again.
   *
   * @throws IllegalArgumentException if a vector has more than {@link #MOST_DIMENSIONS}
   */
  void apply(UUID tenant, List<IndexChange> changes);

  /**
   * Finds memories of the tenant. Sees every change applied before the call; waits at most 100 ms
   * for that, and says in the answer whether it was enough.
   */
  IndexAnswer search(UUID tenant, IndexQuery query);

  /**
   * Begins a search before its vector is known: while that is being made the index may do what
   * needs no vector. Returns at once.
   *
   * @param query its vector does not matter
   * @return the search, which has to be closed
   */
  default Begun begin(UUID tenant, IndexQuery query) {
    return vector -> search(tenant, query.toward(vector));
  }

  /** A search that has begun. */
  interface Begun extends AutoCloseable {
    /**
     * Finds memories as {@link #search} does. Sees every change applied before the search began.
     *
     * @param vector null: no dense leg
     */
    IndexAnswer find(@Nullable Embedding vector);

    @Override
    default void close() {}
  }

  /**
   * Answers several queries as {@link #search} answers each; cheaper than one by one.
   *
   * @return the answers in the order of the queries
   */
  List<IndexAnswer> searchAll(UUID tenant, List<IndexQuery> queries);

  /**
   * For each of the queries the ids of the memories that are near, nearest first. Sees every change
   * applied before the call and waits for it seldom; where something near is being changed and the
   * patience of {@link #search} was not enough, one that is less near may be missing.
   */
  List<List<UUID>> near(UUID tenant, List<NearQuery> queries);

  /**
   * Notes how memories have been of use; the next search sees it. It makes no version: a memory
   * that the index does not hold is passed over, and the next {@code Put} of one says it anew.
   * Durable by {@link #flush}; what a failure of the disk takes with it comes with the next use.
   */
  void use(UUID tenant, Map<UUID, Usage> usage);

  /** On return every change applied before the call survives a crash. */
  void flush(UUID tenant);

  /**
   * On return nothing is left, in memory or on the disk, of documents that were removed or replaced
   * before the call. It may take as long as to write the index anew.
   */
  void expunge(UUID tenant);

  /**
   * Whether the index holds everything that the record holds. False if it is new, was lost or was
   * corrupt: then the owner applies the whole record again and calls {@link #markComplete}.
   */
  boolean isComplete(UUID tenant);

  /** Names the index: another name if it was lost or corrupt and an empty one took its place. */
  UUID incarnation(UUID tenant);

  /**
   * Says that the whole record has been applied; durable on return, as {@link #flush} is.
   *
   * @param incarnation the index to which it was applied, from the first memory on
   * @return false if another one has taken its place: then the owner begins anew
   */
  boolean markComplete(UUID tenant, UUID incarnation);

  /** Forgets the tenant; afterwards its index is new. */
  void drop(UUID tenant);

  /**
   * Whether the index can answer now: really asks its storage. One that only has too much to do, or
   * no room for more, can.
   */
  boolean isAvailable();

  /** Whether its storage takes changes now: tries it. */
  boolean isWritable();

  @Override
  void close();
}
