package io.mnemon.governance.authorization;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.AuthorizationServiceGrpc;
import io.mnemon.api.governance.v1.AuthorizeRequest;
import io.mnemon.api.governance.v1.AuthorizeResponse;
import io.mnemon.api.governance.v1.CreateRoleRequest;
import io.mnemon.api.governance.v1.CustomRole;
import io.mnemon.api.governance.v1.DeletePolicyRequest;
import io.mnemon.api.governance.v1.DeleteRoleRequest;
import io.mnemon.api.governance.v1.GetPolicyRequest;
import io.mnemon.api.governance.v1.GetPolicyResponse;
import io.mnemon.api.governance.v1.ListPoliciesRequest;
import io.mnemon.api.governance.v1.ListPoliciesResponse;
import io.mnemon.api.governance.v1.ListRolesRequest;
import io.mnemon.api.governance.v1.ListRolesResponse;
import io.mnemon.api.governance.v1.Policy;
import io.mnemon.api.governance.v1.PutPolicyRequest;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;

/** A tenant's own roles and policies, and who may do what, and why. */
@GrpcService
class AuthorizationGrpcService extends AuthorizationServiceGrpc.AuthorizationServiceImplBase {
  private final Roles roles;
  private final Policies policies;
  private final Authorizing authorizing;

  AuthorizationGrpcService(Roles roles, Policies policies, Authorizing authorizing) {
    this.roles = roles;
    this.policies = policies;
    this.authorizing = authorizing;
  }

  @Override
  public void createRole(CreateRoleRequest request, StreamObserver<CustomRole> observer) {
    CallAnswer.one(
        observer,
        () ->
            AuthorizationMapper.toProto(
                roles.create(
                    CallerContext.current(), request.getName(), request.getActionsList())));
  }

  @Override
  public void listRoles(ListRolesRequest request, StreamObserver<ListRolesResponse> observer) {
    CallAnswer.one(observer, () -> AuthorizationMapper.roles(roles.list(CallerContext.current())));
  }

  @Override
  public void deleteRole(DeleteRoleRequest request, StreamObserver<Empty> observer) {
    CallAnswer.one(
        observer,
        () -> {
          roles.delete(CallerContext.current(), request.getName());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void putPolicy(PutPolicyRequest request, StreamObserver<Policy> observer) {
    CallAnswer.one(
        observer,
        () ->
            AuthorizationMapper.toProto(
                policies.put(
                    CallerContext.current(),
                    request.getName(),
                    request.getText(),
                    request.getDescription())));
  }

  @Override
  public void listPolicies(
      ListPoliciesRequest request, StreamObserver<ListPoliciesResponse> observer) {
    CallAnswer.one(
        observer, () -> AuthorizationMapper.policies(policies.list(CallerContext.current())));
  }

  @Override
  public void getPolicy(GetPolicyRequest request, StreamObserver<GetPolicyResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            AuthorizationMapper.toProto(policies.get(CallerContext.current(), request.getName())));
  }

  @Override
  public void deletePolicy(DeletePolicyRequest request, StreamObserver<Empty> observer) {
    CallAnswer.one(
        observer,
        () -> {
          policies.delete(CallerContext.current(), request.getName());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void authorize(AuthorizeRequest request, StreamObserver<AuthorizeResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            AuthorizationMapper.toProto(
                authorizing.answer(
                    CallerContext.current(), AuthorizationMapper.question(request))));
  }
}
