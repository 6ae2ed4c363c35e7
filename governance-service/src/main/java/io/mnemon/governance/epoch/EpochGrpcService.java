package io.mnemon.governance.epoch;

import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.EpochServiceGrpc;
import io.mnemon.api.governance.v1.WatchEpochsRequest;
import io.mnemon.api.governance.v1.WatchEpochsResponse;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;

/** What those ask who keep what governance told them. */
@GrpcService
class EpochGrpcService extends EpochServiceGrpc.EpochServiceImplBase {
  private final EpochWatch watch;

  EpochGrpcService(EpochWatch watch) {
    this.watch = watch;
  }

  @Override
  public void watchEpochs(
      WatchEpochsRequest request, StreamObserver<WatchEpochsResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            EpochMapper.toProto(
                watch.watch(CallerContext.current(), EpochMapper.question(request))));
  }
}
