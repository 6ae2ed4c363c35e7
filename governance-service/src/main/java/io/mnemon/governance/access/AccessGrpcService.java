package io.mnemon.governance.access;

import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.AccessServiceGrpc;
import io.mnemon.api.governance.v1.AuthenticateRequest;
import io.mnemon.api.governance.v1.Caller;
import io.mnemon.api.governance.v1.ResolveSubjectsRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsResponse;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.CallerMapper;
import io.quarkus.grpc.GrpcService;

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
  public void authenticate(AuthenticateRequest request, StreamObserver<Caller> observer) {
    CallAnswer.one(
        observer,
        () ->
            CallerMapper.toProto(
                authentication.authenticate(CallerContext.current(), request.getKey())));
  }

  @Override
  public void resolveSubjects(
      ResolveSubjectsRequest request, StreamObserver<ResolveSubjectsResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            AccessMapper.toProto(
                subjects.resolve(CallerContext.current(), AccessMapper.wanted(request)),
                limits.maxUnitViews()));
  }
}
