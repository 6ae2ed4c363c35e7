package io.mnemon.memory.promotion;

import io.mnemon.crypto.Bytes;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Promotions, each visible with the memory that is promoted. */
public interface PromotionStore {
  /** Keeps one that begins; false if another one of the memory is open already. */
  boolean begin(TenantScope scope, Promotion promotion);

  /** Proposes promotions of memories that have none; says how many are new. */
  int propose(TenantScope system, List<Proposal> proposals, Instant at);

  /**
   * Memories whose score has reached the limit and that have never been proposed or promoted.
   *
   * @param after the id to begin behind, empty for the first page
   */
  List<Proposal> worthy(
      TenantScope system, Instant now, double limit, Optional<UUID> after, int limitRows);

  Optional<Promotion> find(TenantScope scope, UUID id);

  /** The latest first. */
  List<Promotion> list(TenantScope scope, Wanted wanted, int limit);

  /**
   * Asks for approval from now on: what was proposed, as this caller, into this unit.
   *
   * @return false if it is not proposed any more: somebody else was first, with a unit of theirs
   */
  boolean ask(
      TenantScope scope,
      UUID id,
      @Nullable UUID unit,
      UUID principal,
      Bytes caller,
      Instant nextAt);

  /** Notes which request for approval it waits for. */
  void asked(TenantScope scope, UUID id, UUID approval);

  /** Looks at it again later. */
  void later(TenantScope scope, UUID id, Instant nextAt);

  /** Ends one that is open; false if it has ended already. */
  boolean close(TenantScope scope, UUID id, End end);

  /**
   * How one ends.
   *
   * @param copy what it was promoted to
   * @param unit where that is
   */
  record End(
      Promotion.State state,
      String reason,
      @Nullable UUID copy,
      @Nullable UUID unit,
      @Nullable UUID principal,
      Instant at) {}

  /** A memory that may go up. */
  record Proposal(UUID id, UUID memory, long version, UUID scopeId, Layer layer, double score) {}

  /**
   * Which promotions are listed.
   *
   * @param states all if empty
   * @param memory only those of, or to, this memory
   */
  record Wanted(Set<Promotion.State> states, @Nullable UUID memory) {
    public Wanted {
      states = Set.copyOf(states);
    }
  }
}
