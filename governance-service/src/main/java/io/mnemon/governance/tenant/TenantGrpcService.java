package io.mnemon.governance.tenant;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.CreatePrincipalRequest;
import io.mnemon.api.governance.v1.CreateTenantRequest;
import io.mnemon.api.governance.v1.CreateTenantResponse;
import io.mnemon.api.governance.v1.CreateUnitRequest;
import io.mnemon.api.governance.v1.GetPrincipalRequest;
import io.mnemon.api.governance.v1.GetTenantRequest;
import io.mnemon.api.governance.v1.GetUnitRequest;
import io.mnemon.api.governance.v1.ListMembersRequest;
import io.mnemon.api.governance.v1.ListMembersResponse;
import io.mnemon.api.governance.v1.ListPrincipalsRequest;
import io.mnemon.api.governance.v1.ListPrincipalsResponse;
import io.mnemon.api.governance.v1.ListTenantsRequest;
import io.mnemon.api.governance.v1.ListTenantsResponse;
import io.mnemon.api.governance.v1.ListUnitsRequest;
import io.mnemon.api.governance.v1.ListUnitsResponse;
import io.mnemon.api.governance.v1.Member;
import io.mnemon.api.governance.v1.PutMemberRequest;
import io.mnemon.api.governance.v1.RemoveMemberRequest;
import io.mnemon.api.governance.v1.TenantServiceGrpc;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;

/** Companies, their tree of units, and who belongs where. */
@GrpcService
class TenantGrpcService extends TenantServiceGrpc.TenantServiceImplBase {
  private final Tenants tenants;
  private final Units units;
  private final Members members;
  private final Principals principals;

  TenantGrpcService(Tenants tenants, Units units, Members members, Principals principals) {
    this.tenants = tenants;
    this.units = units;
    this.members = members;
    this.principals = principals;
  }

  @Override
  public void createTenant(
      CreateTenantRequest request, StreamObserver<CreateTenantResponse> observer) {
    CallAnswer.one(
        observer,
        () -> {
          Caller caller = CallerContext.current();
          Once once =
              OnceMapper.of(
                  caller,
                  request.getIdempotencyKey(),
                  request.toBuilder().clearIdempotencyKey().build());
          return TenantMapper.toProto(tenants.create(caller, request.getName(), once));
        });
  }

  @Override
  public void listTenants(
      ListTenantsRequest request, StreamObserver<ListTenantsResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            TenantMapper.tenants(
                tenants.list(
                    CallerContext.current(),
                    TenantMapper.page(
                        request.hasLimit(), request.getLimit(), request.getCursor()))));
  }

  @Override
  public void getTenant(
      GetTenantRequest request, StreamObserver<io.mnemon.api.governance.v1.Tenant> observer) {
    CallAnswer.one(
        observer,
        () -> TenantMapper.toProto(tenants.get(CallerContext.current(), request.getId())));
  }

  @Override
  public void createUnit(
      CreateUnitRequest request, StreamObserver<io.mnemon.api.governance.v1.Unit> observer) {
    CallAnswer.one(
        observer,
        () -> {
          Caller caller = CallerContext.current();
          Once once =
              OnceMapper.of(
                  caller,
                  request.getIdempotencyKey(),
                  request.toBuilder().clearIdempotencyKey().build());
          return TenantMapper.toProto(
              units.create(
                  caller,
                  TenantMapper.unitKind(request.getKind()),
                  request.getParent(),
                  request.getName(),
                  once));
        });
  }

  @Override
  public void listUnits(ListUnitsRequest request, StreamObserver<ListUnitsResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            TenantMapper.units(
                units.list(
                    CallerContext.current(),
                    request.getParent(),
                    TenantMapper.page(
                        request.hasLimit(), request.getLimit(), request.getCursor()))));
  }

  @Override
  public void getUnit(
      GetUnitRequest request, StreamObserver<io.mnemon.api.governance.v1.Unit> observer) {
    CallAnswer.one(
        observer, () -> TenantMapper.toProto(units.get(CallerContext.current(), request.getId())));
  }

  @Override
  public void putMember(PutMemberRequest request, StreamObserver<Member> observer) {
    CallAnswer.one(
        observer,
        () ->
            TenantMapper.toProto(
                members.put(
                    CallerContext.current(),
                    request.getUnit(),
                    PrincipalRef.parse("principal", request.getPrincipal()),
                    request.getRole(),
                    TenantMapper.instant(
                        "expires_at", request.hasExpiresAt(), request.getExpiresAt()))));
  }

  @Override
  public void listMembers(
      ListMembersRequest request, StreamObserver<ListMembersResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            TenantMapper.members(
                members.list(
                    CallerContext.current(),
                    request.getUnit(),
                    TenantMapper.page(
                        request.hasLimit(), request.getLimit(), request.getCursor()))));
  }

  @Override
  public void removeMember(RemoveMemberRequest request, StreamObserver<Empty> observer) {
    CallAnswer.one(
        observer,
        () -> {
          members.remove(
              CallerContext.current(),
              request.getUnit(),
              PrincipalRef.parse("principal", request.getPrincipal()));
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void createPrincipal(
      CreatePrincipalRequest request,
      StreamObserver<io.mnemon.api.governance.v1.Principal> observer) {
    CallAnswer.one(
        observer,
        () -> {
          Caller caller = CallerContext.current();
          Once once =
              OnceMapper.of(
                  caller,
                  request.getIdempotencyKey(),
                  request.toBuilder().clearIdempotencyKey().build());
          return TenantMapper.toProto(
              principals.create(
                  caller,
                  TenantMapper.principalKind(request.getKind()),
                  request.getName(),
                  request.getUser().isEmpty()
                      ? null
                      : PrincipalRef.parse("user", request.getUser()),
                  once));
        });
  }

  @Override
  public void listPrincipals(
      ListPrincipalsRequest request, StreamObserver<ListPrincipalsResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            TenantMapper.principals(
                principals.list(
                    CallerContext.current(),
                    request.getKind().isEmpty()
                        ? null
                        : TenantMapper.principalKind(request.getKind()),
                    TenantMapper.page(
                        request.hasLimit(), request.getLimit(), request.getCursor()))));
  }

  @Override
  public void getPrincipal(
      GetPrincipalRequest request, StreamObserver<io.mnemon.api.governance.v1.Principal> observer) {
    CallAnswer.one(
        observer,
        () ->
            TenantMapper.toProto(
                principals.get(
                    CallerContext.current(), PrincipalRef.parse("id", request.getId()))));
  }
}
