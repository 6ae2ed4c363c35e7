package io.mnemon.governance.approval;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.ApprovalServiceGrpc;
import io.mnemon.api.governance.v1.CancelApprovalRequest;
import io.mnemon.api.governance.v1.CreateApprovalRequest;
import io.mnemon.api.governance.v1.DecideApprovalRequest;
import io.mnemon.api.governance.v1.GetApprovalRequest;
import io.mnemon.api.governance.v1.ListApprovalsRequest;
import io.mnemon.api.governance.v1.ListApprovalsResponse;
import io.mnemon.api.governance.v1.PutApprovalDelegationRequest;
import io.mnemon.api.governance.v1.RemoveApprovalDelegationRequest;
import io.mnemon.governance.tenant.OnceMapper;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.TenantMapper;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;

/** Requests that others have to approve. */
@GrpcService
class ApprovalGrpcService extends ApprovalServiceGrpc.ApprovalServiceImplBase {
  private final ApprovalRequests requests;
  private final Approvals approvals;
  private final Decisions decisions;
  private final Delegations delegations;

  ApprovalGrpcService(
      ApprovalRequests requests,
      Approvals approvals,
      Decisions decisions,
      Delegations delegations) {
    this.requests = requests;
    this.approvals = approvals;
    this.decisions = decisions;
    this.delegations = delegations;
  }

  @Override
  public void createApproval(
      CreateApprovalRequest request,
      StreamObserver<io.mnemon.api.governance.v1.Approval> observer) {
    CallAnswer.one(
        observer,
        () -> {
          Caller caller = CallerContext.current();
          return ApprovalMapper.toProto(
              requests.create(
                  caller,
                  ApprovalMapper.request(request),
                  OnceMapper.of(
                      caller,
                      request.getIdempotencyKey(),
                      request.toBuilder().clearIdempotencyKey().build())));
        });
  }

  @Override
  public void listApprovals(
      ListApprovalsRequest request, StreamObserver<ListApprovalsResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            ApprovalMapper.approvals(
                approvals.list(
                    CallerContext.current(),
                    ApprovalMapper.state(request.getState()),
                    request.getMine(),
                    TenantMapper.page(
                        request.hasLimit(), request.getLimit(), request.getCursor()))));
  }

  @Override
  public void getApproval(
      GetApprovalRequest request, StreamObserver<io.mnemon.api.governance.v1.Approval> observer) {
    CallAnswer.one(
        observer,
        () -> ApprovalMapper.toProto(approvals.get(CallerContext.current(), request.getId())));
  }

  @Override
  public void decideApproval(
      DecideApprovalRequest request,
      StreamObserver<io.mnemon.api.governance.v1.Approval> observer) {
    CallAnswer.one(
        observer,
        () ->
            ApprovalMapper.toProto(
                decisions.decide(
                    CallerContext.current(), request.getId(), ApprovalMapper.decision(request))));
  }

  @Override
  public void cancelApproval(
      CancelApprovalRequest request,
      StreamObserver<io.mnemon.api.governance.v1.Approval> observer) {
    CallAnswer.one(
        observer,
        () ->
            ApprovalMapper.toProto(
                approvals.cancel(
                    CallerContext.current(),
                    request.getId(),
                    ApprovalMapper.reason(request.getReason()))));
  }

  @Override
  public void putApprovalDelegation(
      PutApprovalDelegationRequest request,
      StreamObserver<io.mnemon.api.governance.v1.ApprovalDelegation> observer) {
    CallAnswer.one(
        observer,
        () ->
            ApprovalMapper.toProto(
                delegations.put(
                    CallerContext.current(),
                    PrincipalRef.parse("to", request.getTo()),
                    TenantMapper.instant("until", request.hasUntil(), request.getUntil()))));
  }

  @Override
  public void removeApprovalDelegation(
      RemoveApprovalDelegationRequest request, StreamObserver<Empty> observer) {
    CallAnswer.one(
        observer,
        () -> {
          delegations.remove(CallerContext.current(), PrincipalRef.parse("to", request.getTo()));
          return Empty.getDefaultInstance();
        });
  }
}
