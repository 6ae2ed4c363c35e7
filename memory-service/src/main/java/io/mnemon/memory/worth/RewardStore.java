package io.mnemon.memory.worth;

import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryStore.PendingAnswer;
import io.mnemon.tenancy.TenantScope;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** The rewards that memories were given. */
public interface RewardStore {
  /**
   * Keeps a reward together with the importance that it leads to, in one commit.
   *
   * @param before the memory, whose version must still be this one
   * @param after its next version; the same as before if the importance did not move
   * @return empty if the memory has another version by now
   * @throws io.mnemon.memory.record.MemoryStore.AnsweredMeanwhileException if the idempotency key
   *     was used meanwhile
   */
  Optional<Kept> keep(
      TenantScope scope,
      Memory before,
      Memory after,
      Reward reward,
      Optional<PendingAnswer> answer);

  /** The rewards of a memory, the latest first. */
  List<Reward> latest(TenantScope scope, Memory memory, int limit);

  Optional<Reward> find(TenantScope scope, UUID id);

  /** Whether a memory's latest rewards make it a candidate for the archive. */
  boolean isPoor(TenantScope scope, UUID memory);

  /**
   * @param outboxRow stands for the new version, if there is one
   * @param isPoor whether the latest rewards make it a candidate for the archive
   */
  record Kept(OptionalLong outboxRow, boolean isPoor) {}
}
