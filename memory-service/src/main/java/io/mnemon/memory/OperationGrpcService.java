package io.mnemon.memory;

import io.grpc.stub.StreamObserver;
import io.mnemon.api.memory.v1.GetOperationRequest;
import io.mnemon.api.memory.v1.Operation;
import io.mnemon.api.memory.v1.OperationServiceGrpc;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;

/** Operations as callers see them. */
@GrpcService
class OperationGrpcService extends OperationServiceGrpc.OperationServiceImplBase {
  private final OperationMapper operations;

  OperationGrpcService(OperationMapper operations) {
    this.operations = operations;
  }

  @Override
  public void getOperation(GetOperationRequest request, StreamObserver<Operation> observer) {
    CallAnswer.one(observer, () -> operations.get(CallerContext.current(), request));
  }
}
