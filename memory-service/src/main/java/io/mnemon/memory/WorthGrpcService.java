package io.mnemon.memory;

import io.grpc.stub.StreamObserver;
import io.mnemon.api.memory.v1.AcceptPromotionRequest;
import io.mnemon.api.memory.v1.DismissPromotionRequest;
import io.mnemon.api.memory.v1.Feedback;
import io.mnemon.api.memory.v1.GetPromotionRequest;
import io.mnemon.api.memory.v1.GiveFeedbackRequest;
import io.mnemon.api.memory.v1.ListFeedbackRequest;
import io.mnemon.api.memory.v1.ListFeedbackResponse;
import io.mnemon.api.memory.v1.ListPromotionsRequest;
import io.mnemon.api.memory.v1.ListPromotionsResponse;
import io.mnemon.api.memory.v1.PromoteMemoryRequest;
import io.mnemon.api.memory.v1.Promotion;
import io.mnemon.api.memory.v1.UseRecallRequest;
import io.mnemon.api.memory.v1.UseRecallResponse;
import io.mnemon.api.memory.v1.WorthServiceGrpc;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;

/** What memories are worth, as callers see it. */
@GrpcService
class WorthGrpcService extends WorthServiceGrpc.WorthServiceImplBase {
  private final WorthMapper worth;
  private final PromotionMapper promotions;

  WorthGrpcService(WorthMapper worth, PromotionMapper promotions) {
    this.worth = worth;
    this.promotions = promotions;
  }

  @Override
  public void giveFeedback(GiveFeedbackRequest request, StreamObserver<Feedback> observer) {
    CallAnswer.one(observer, () -> worth.give(CallerContext.current(), request));
  }

  @Override
  public void listFeedback(
      ListFeedbackRequest request, StreamObserver<ListFeedbackResponse> observer) {
    CallAnswer.one(observer, () -> worth.list(CallerContext.current(), request));
  }

  @Override
  public void useRecall(UseRecallRequest request, StreamObserver<UseRecallResponse> observer) {
    CallAnswer.one(observer, () -> worth.use(CallerContext.current(), request));
  }

  @Override
  public void promoteMemory(PromoteMemoryRequest request, StreamObserver<Promotion> observer) {
    CallAnswer.one(observer, () -> promotions.promote(CallerContext.current(), request));
  }

  @Override
  public void listPromotions(
      ListPromotionsRequest request, StreamObserver<ListPromotionsResponse> observer) {
    CallAnswer.one(observer, () -> promotions.list(CallerContext.current(), request));
  }

  @Override
  public void getPromotion(GetPromotionRequest request, StreamObserver<Promotion> observer) {
    CallAnswer.one(observer, () -> promotions.get(CallerContext.current(), request));
  }

  @Override
  public void acceptPromotion(AcceptPromotionRequest request, StreamObserver<Promotion> observer) {
    CallAnswer.one(observer, () -> promotions.accept(CallerContext.current(), request));
  }

  @Override
  public void dismissPromotion(
      DismissPromotionRequest request, StreamObserver<Promotion> observer) {
    CallAnswer.one(observer, () -> promotions.dismiss(CallerContext.current(), request));
  }
}
