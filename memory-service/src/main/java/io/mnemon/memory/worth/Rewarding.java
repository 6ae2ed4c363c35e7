package io.mnemon.memory.worth;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.crypto.Bytes;
import io.mnemon.memory.record.AfterCommit;
import io.mnemon.memory.record.AfterCommit.Committed;
import io.mnemon.memory.record.KeptAnswer;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryReader.Stored;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.record.MemoryStore.AnsweredMeanwhileException;
import io.mnemon.memory.record.MemoryStore.PendingAnswer;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.sight.Sight;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.sight.Things;
import io.mnemon.memory.truth.RecallLog;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes what users say of memories, and lets importance follow. */
public final class Rewarding {
  private static final int MOST_ATTEMPTS = 5;
  private static final String ACTION = "memory.feedback";

  private final Sights sights;
  private final Placements placements;
  private final MemoryStore memories;
  private final RewardStore rewards;
  private final FromArchive restoring;
  private final RecallLog recalls;
  private final AfterCommit afterCommit;
  private final UseFeed useFeed;
  private final double step;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  /**
   * @param step the share of its room by which a full reward moves an importance
   */
  public Rewarding(
      Sights sights,
      Placements placements,
      MemoryStore memories,
      RewardStore rewards,
      FromArchive restoring,
      RecallLog recalls,
      AfterCommit afterCommit,
      UseFeed useFeed,
      double step,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.sights = sights;
    this.placements = placements;
    this.memories = memories;
    this.rewards = rewards;
    this.restoring = restoring;
    this.recalls = recalls;
    this.afterCommit = afterCommit;
    this.useFeed = useFeed;
    this.step = step;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * What is said of a memory.
   *
   * @param score −1 to 1, as the kind admits
   */
  public record Feedback(
      UUID memory, RewardKind kind, double score, String reason, @Nullable UUID recallId) {}

  /** An idempotency key and the keyed hash of the request that it stands for. */
  public record Once(String key, Bytes requestHash) {}

  /** A reward, and the memory as it is now. */
  public record Rewarded(Reward reward, Memory memory, boolean isPoor) {}

  /**
   * @throws ServiceException NOT_FOUND if the caller does not see the memory; INVALID_ARGUMENT for
   *     a recall of somebody else or one that did not return it; ABORTED if it changes all the time
   */
  public Rewarded reward(Caller caller, Feedback feedback, Optional<Once> once) {
    Sight sight = sights.of(caller, "memory.read", Things.memory(feedback.memory()));
    if (once.isPresent()) {
      Optional<Rewarded> repeated = repeated(caller, sight, once.get());
      if (repeated.isPresent()) {
        return repeated.get();
      }
    }
    checkRecall(caller, feedback);
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      Memory memory = memory(sight, feedback.memory());
      placements.permit(caller, ACTION, memory.scope());
      try {
        Optional<Rewarded> rewarded =
            reward(caller, sight, restoring.atHand(sight.scope(), memory), feedback, once);
        if (rewarded.isPresent()) {
          return rewarded.get();
        }
      } catch (AnsweredMeanwhileException e) {
        return once.flatMap(key -> repeated(caller, sight, key)).orElseThrow(() -> e);
      }
    }
    throw new ServiceException(
        ErrorCode.ABORTED, "the memory is being changed by others all the time: try again");
  }

  private Memory memory(Sight sight, UUID id) {
    return memories
        .find(sight.scope(), id)
        .orElseThrow(() -> ServiceException.notFound("memory " + id));
  }

  private void checkRecall(Caller caller, Feedback feedback) {
    UUID recall = feedback.recallId();
    if (recall == null) {
      return;
    }
    List<UUID> returned =
        recalls.memories(caller.tenant(), caller.principal(), recall).orElse(List.of());
    if (!returned.contains(feedback.memory())) {
      throw ServiceException.invalid(
          "recall_id",
          "is no recall of yours that returned this memory in the last days: give that one or leave"
              + " it out");
    }
  }

  private Optional<Rewarded> reward(
      Caller caller, Sight sight, Memory memory, Feedback feedback, Optional<Once> once) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Reward reward =
        new Reward(
            ids.get(),
            memory.id(),
            feedback.kind(),
            feedback.score(),
            feedback.reason(),
            feedback.recallId(),
            caller.principal(),
            now);
    Memory after = after(memory, feedback.score(), now);
    TenantScope scope = sight.scope().narrowedTo(Set.of(memory.scope().id()));
    Optional<PendingAnswer> answer =
        once.map(
            key ->
                new PendingAnswer(
                    caller.principal(),
                    key.key(),
                    new KeptAnswer(key.requestHash(), List.of(KeptAnswer.Item.kept(reward.id())))));
    return rewards
        .keep(scope, memory, after, reward, answer)
        .map(
            kept -> {
              kept.outboxRow().ifPresent(row -> follow(scope, after, row));
              if (kept.outboxRow().isEmpty() && feedback.score() > 0) {
                useFeed.used(scope.tenant(), after);
              }
              return new Rewarded(reward, after, kept.isPoor());
            });
  }

  /** A good word counts as a use; a bad one must not make it fresh. */
  private Memory after(Memory memory, double score, Instant now) {
    double importance = memory.attributes().importance();
    double moved = Reward.moved(importance, score, step);
    Memory praised = memory.next(memory.attributes().ofImportance(moved), now);
    Memory next = moved == importance ? memory.with(praised.worth()) : praised;
    return score > 0 ? next : next.with(memory.worth());
  }

  private void follow(TenantScope scope, Memory after, long outboxRow) {
    afterCommit.committed(
        scope.tenant(),
        List.of(
            new Committed(
                new Stored.Live(
                    after,
                    Optional.ofNullable(
                        memories.vectors(scope, Set.of(after.id())).get(after.id()))),
                outboxRow)));
  }

  private Optional<Rewarded> repeated(Caller caller, Sight sight, Once once) {
    return memories
        .answer(sight.scope(), caller.principal(), once.key())
        .map(
            answer -> {
              if (!answer.requestHash().equals(once.requestHash())) {
                throw new ServiceException(
                    ErrorCode.FAILED_PRECONDITION,
                    "this idempotency key was used with another body: use a new key");
              }
              return Optional.ofNullable(answer.items().getFirst().memory())
                  .flatMap(id -> rewards.find(sight.scope(), id))
                  .map(
                      reward ->
                          new Rewarded(
                              reward,
                              memory(sight, reward.memory()),
                              rewards.isPoor(sight.scope(), reward.memory())))
                  .orElseThrow(
                      () -> ServiceException.notFound("the memory that this call was about"));
            });
  }

  /** What was said of a memory, the latest first. */
  public List<Reward> latest(Caller caller, UUID id, int limit) {
    Sight sight = sights.of(caller, "memory.read", Things.memory(id));
    return rewards.latest(sight.scope(), memory(sight, id), limit);
  }
}
