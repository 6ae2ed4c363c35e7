package io.mnemon.memory;

import io.grpc.stub.StreamObserver;
import io.mnemon.api.memory.v1.Feedback;
import io.mnemon.api.memory.v1.GiveFeedbackRequest;
import io.mnemon.api.memory.v1.ListFeedbackRequest;
import io.mnemon.api.memory.v1.ListFeedbackResponse;
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

  WorthGrpcService(WorthMapper worth) {
    this.worth = worth;
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
}
