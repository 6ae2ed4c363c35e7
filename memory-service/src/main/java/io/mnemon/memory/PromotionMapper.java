package io.mnemon.memory;

import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.AcceptPromotionRequest;
import io.mnemon.api.memory.v1.DismissPromotionRequest;
import io.mnemon.api.memory.v1.GetPromotionRequest;
import io.mnemon.api.memory.v1.ListPromotionsRequest;
import io.mnemon.api.memory.v1.ListPromotionsResponse;
import io.mnemon.api.memory.v1.PromoteMemoryRequest;
import io.mnemon.memory.promotion.Promoting;
import io.mnemon.memory.promotion.Promotion;
import io.mnemon.memory.promotion.Promotion.State;
import io.mnemon.memory.promotion.PromotionStore.Wanted;
import io.mnemon.tenancy.Caller;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Promotions as they travel. */
final class PromotionMapper {
  private static final int MAX_REASON = 2_000;
  private static final int LIST_LIMIT = 20;
  private static final int MAX_LIMIT = 100;

  private final Promoting promoting;

  PromotionMapper(Promoting promoting) {
    this.promoting = promoting;
  }

  io.mnemon.api.memory.v1.Promotion promote(Caller caller, PromoteMemoryRequest request) {
    return toProto(
        promoting.promote(caller, Checks.memoryId(request.getId()), unit(request.getUnit())));
  }

  private static @Nullable UUID unit(String text) {
    return text.isEmpty() ? null : id("unit", text);
  }

  /** What is no id names nothing. */
  private static UUID id(String what, String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw ServiceException.notFound(what);
    }
  }

  ListPromotionsResponse list(Caller caller, ListPromotionsRequest request) {
    Checks checks = new Checks("");
    Set<State> states =
        checks.words("states", request.getStatesList(), State::ofWord, State::word, State.PROPOSED);
    int limit = checks.limit(request.hasLimit(), request.getLimit(), LIST_LIMIT, MAX_LIMIT);
    checks.done();
    UUID memory = request.getMemory().isEmpty() ? null : Checks.memoryId(request.getMemory());
    return ListPromotionsResponse.newBuilder()
        .addAllPromotions(
            promoting.list(caller, new Wanted(states, memory), limit).stream()
                .map(PromotionMapper::toProto)
                .toList())
        .build();
  }

  io.mnemon.api.memory.v1.Promotion get(Caller caller, GetPromotionRequest request) {
    return toProto(promoting.get(caller, id("promotion", request.getId())));
  }

  io.mnemon.api.memory.v1.Promotion accept(Caller caller, AcceptPromotionRequest request) {
    return toProto(
        promoting.accept(caller, id("promotion", request.getId()), unit(request.getUnit())));
  }

  io.mnemon.api.memory.v1.Promotion dismiss(Caller caller, DismissPromotionRequest request) {
    int length = request.getReason().length();
    if (length > MAX_REASON) {
      throw ServiceException.invalid(
          "reason", "has " + length + " characters, at most " + MAX_REASON + " are kept");
    }
    return toProto(
        promoting.dismiss(caller, id("promotion", request.getId()), request.getReason()));
  }

  private static io.mnemon.api.memory.v1.Promotion toProto(Promotion promotion) {
    var proto =
        io.mnemon.api.memory.v1.Promotion.newBuilder()
            .setId(promotion.id().toString())
            .setMemory(promotion.memory().toString())
            .setMemoryVersion(promotion.version())
            .setLayer(promotion.layer().word())
            .setUnit(text(promotion.unit()))
            .setState(promotion.state().word())
            .setReason(promotion.reason())
            .setPrincipal(text(promotion.principal()))
            .setApproval(text(promotion.approval()))
            .setPromotedTo(text(promotion.copy()))
            .setCreatedAt(TimeMapper.timestamp(promotion.createdAt()));
    Double score = promotion.score();
    if (score != null) {
      proto.setScore(Math.round(score * 1000) / 1000.0);
    }
    if (promotion.closedAt() != null) {
      proto.setClosedAt(TimeMapper.timestamp(promotion.closedAt()));
    }
    return proto.build();
  }

  private static String text(@Nullable UUID id) {
    return id == null ? "" : id.toString();
  }
}
