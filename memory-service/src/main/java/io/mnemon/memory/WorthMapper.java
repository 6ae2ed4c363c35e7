package io.mnemon.memory;

import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.Feedback;
import io.mnemon.api.memory.v1.GiveFeedbackRequest;
import io.mnemon.api.memory.v1.ListFeedbackRequest;
import io.mnemon.api.memory.v1.ListFeedbackResponse;
import io.mnemon.api.memory.v1.UseRecallRequest;
import io.mnemon.api.memory.v1.UseRecallResponse;
import io.mnemon.crypto.KeyedHash;
import io.mnemon.memory.worth.Reward;
import io.mnemon.memory.worth.RewardKind;
import io.mnemon.memory.worth.Rewarding;
import io.mnemon.memory.worth.Rewarding.Once;
import io.mnemon.memory.worth.Rewarding.Rewarded;
import io.mnemon.memory.worth.Using;
import io.mnemon.tenancy.Caller;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rewards and uses as they travel. */
final class WorthMapper {
  private static final int MAX_KEY = 255;
  private static final int MAX_REASON = 2_000;
  private static final int MAX_USED = 100;
  private static final int LIST_LIMIT = 20;
  private static final int MAX_LIMIT = 100;

  private final Rewarding rewarding;
  private final Using using;
  private final KeyedHash hash;

  WorthMapper(Rewarding rewarding, Using using, KeyedHash hash) {
    this.rewarding = rewarding;
    this.using = using;
    this.hash = hash;
  }

  Feedback give(Caller caller, GiveFeedbackRequest request) {
    UUID id = Checks.memoryId(request.getId());
    Checks checks = new Checks("");
    if (request.getReward().isEmpty()) {
      checks.wrong(
          "reward", "is missing: say helpful, irrelevant, outdated, inaccurate or duplicate");
    }
    RewardKind kind =
        checks.word(
            "reward",
            request.getReward(),
            RewardKind::ofWord,
            RewardKind::word,
            RewardKind.HELPFUL);
    double score = request.hasScore() ? request.getScore() : kind.score();
    if (!kind.admits(score)) {
      checks.wrong(
          "score",
          "is %s, for %s it must be between %s"
              .formatted(score, kind.word(), kind.score() > 0 ? "0 and 1" : "-1 and 0"));
    }
    int length = request.getReason().codePointCount(0, request.getReason().length());
    if (length > MAX_REASON) {
      checks.wrong("reason", "has " + length + " characters, at most " + MAX_REASON + " are kept");
    }
    UUID recall = uuid(checks, "recall_id", request.getRecallId());
    checks.name("idempotency_key", request.getIdempotencyKey(), MAX_KEY);
    checks.done();
    return toProto(
        rewarding.reward(
            caller,
            new Rewarding.Feedback(id, kind, score, request.getReason(), recall),
            once(caller, request)));
  }

  private static @Nullable UUID uuid(Checks checks, String field, String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      checks.wrong(field, "is no id");
      return null;
    }
  }

  private Optional<Once> once(Caller caller, GiveFeedbackRequest request) {
    if (request.getIdempotencyKey().isEmpty()) {
      return Optional.empty();
    }
    byte[] body = request.toBuilder().clearIdempotencyKey().build().toByteArray();
    return Optional.of(
        new Once(
            request.getIdempotencyKey(),
            hash.hash(caller.tenant(), "feedback\n" + HexFormat.of().formatHex(body))));
  }

  private static Feedback toProto(Rewarded rewarded) {
    return toProto(rewarded.reward()).toBuilder()
        .setMemory(MemoryMapper.toProto(rewarded.memory()))
        .setPruningCandidate(rewarded.isPoor())
        .build();
  }

  private static Feedback toProto(Reward reward) {
    return Feedback.newBuilder()
        .setId(reward.id().toString())
        .setReward(reward.kind().word())
        .setScore(reward.score())
        .setReason(reward.reason())
        .setRecallId(reward.recallId() == null ? "" : reward.recallId().toString())
        .setPrincipal(reward.principal().toString())
        .setAt(TimeMapper.timestamp(reward.at()))
        .build();
  }

  ListFeedbackResponse list(Caller caller, ListFeedbackRequest request) {
    UUID id = Checks.memoryId(request.getId());
    Checks checks = new Checks("");
    int limit = checks.limit(request.hasLimit(), request.getLimit(), LIST_LIMIT, MAX_LIMIT);
    checks.done();
    return ListFeedbackResponse.newBuilder()
        .addAllFeedback(
            rewarding.latest(caller, id, limit).stream().map(WorthMapper::toProto).toList())
        .build();
  }

  UseRecallResponse use(Caller caller, UseRecallRequest request) {
    UUID recall;
    try {
      recall = UUID.fromString(request.getId());
    } catch (IllegalArgumentException e) {
      throw ServiceException.notFound("recall");
    }
    int count = request.getMemoriesCount();
    if (count < 1 || count > MAX_USED) {
      throw ServiceException.invalid(
          "memories", "has %d ids, it must have between 1 and %d".formatted(count, MAX_USED));
    }
    Checks checks = new Checks("");
    List<UUID> used = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      UUID id = uuid(checks, "memories[" + i + "]", request.getMemories(i));
      if (id != null) {
        used.add(id);
      }
    }
    if (used.size() < count) {
      checks.wrong("memories", "must be ids of memories that the recall returned");
    }
    checks.done();
    return UseRecallResponse.newBuilder()
        .setCounted(using.use(caller, recall, used.stream().distinct().toList()))
        .build();
  }
}
