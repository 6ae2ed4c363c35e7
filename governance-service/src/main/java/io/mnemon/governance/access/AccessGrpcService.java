package io.mnemon.governance.access;

import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.AccessServiceGrpc;
import io.mnemon.api.governance.v1.AuthenticateRequest;
import io.mnemon.api.governance.v1.Caller;
import io.mnemon.api.governance.v1.ResolveSubjectsRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsResponse;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.UnaryAnswer;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.RunOnVirtualThread;

/** What the gateway and the services ask about callers. */
@GrpcService
class AccessGrpcService extends AccessServiceGrpc.AccessServiceImplBase {
  private final Authentication authentication;
  private final Subjects subjects;
  private final AccessLimits limits;

  AccessGrpcService(Authentication authentication, Subjects subjects, AccessLimits limits) {
    this.authentication = authentication;
    this.subjects = subjects;
    this.limits = limits;
  }

  @Override
  @RunOnVirtualThread
  public void authenticate(AuthenticateRequest request, StreamObserver<Caller> observer) {
    UnaryAnswer.to(
        observer,
        () ->
            AccessMapper.toProto(
                authentication.authenticate(CallerContext.current(), request.getKey())));
  }

  @Override
  @RunOnVirtualThread
  public void resolveSubjects(
      ResolveSubjectsRequest request, StreamObserver<ResolveSubjectsResponse> observer) {
    UnaryAnswer.to(
        observer,
        () ->
            AccessMapper.toProto(
                subjects.resolve(CallerContext.current(), AccessMapper.wanted(request)),
                limits.maxUnitViews()));
  }
}
