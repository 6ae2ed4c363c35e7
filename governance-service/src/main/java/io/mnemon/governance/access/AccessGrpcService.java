package io.mnemon.governance.access;

import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.AccessServiceGrpc;
import io.mnemon.api.governance.v1.AuthenticateRequest;
import io.mnemon.api.governance.v1.Caller;
import io.mnemon.api.governance.v1.ReadRulesRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsResponse;
import io.mnemon.api.governance.v1.TenantRules;
import io.mnemon.governance.authorization.AuthorizationMapper;
import io.mnemon.governance.authorization.Policies;
import io.mnemon.governance.cell.Cells;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.CallerMapper;
import io.quarkus.grpc.GrpcService;

/** What the gateway and the services ask about callers. */
@GrpcService
class AccessGrpcService extends AccessServiceGrpc.AccessServiceImplBase {
  private final Authentication authentication;
  private final Subjects subjects;
  private final Policies policies;
  private final Cells cells;
  private final AccessLimits limits;

  AccessGrpcService(
      Authentication authentication,
      Subjects subjects,
      Policies policies,
      Cells cells,
      AccessLimits limits) {
    this.authentication = authentication;
    this.subjects = subjects;
    this.policies = policies;
    this.cells = cells;
    this.limits = limits;
  }

  @Override
  public void authenticate(AuthenticateRequest request, StreamObserver<Caller> observer) {
    CallAnswer.one(
        observer,
        () -> {
          var caller = authentication.authenticate(CallerContext.current(), request.getKey());
          return CallerMapper.toProto(caller).toBuilder()
              .setCell(cells.of(caller.tenant(), caller.epoch()))
              .build();
        });
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

  @Override
  public void readRules(ReadRulesRequest request, StreamObserver<TenantRules> observer) {
    CallAnswer.one(
        observer,
        () ->
            AuthorizationMapper.toProto(
                policies.rules(CallerContext.current(), request.getTenant())));
  }
}
