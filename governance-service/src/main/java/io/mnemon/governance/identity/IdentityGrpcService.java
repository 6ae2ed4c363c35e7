package io.mnemon.governance.identity;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.CreateIssuerRequest;
import io.mnemon.api.governance.v1.DeleteIssuerRequest;
import io.mnemon.api.governance.v1.GetIssuerRequest;
import io.mnemon.api.governance.v1.Identity;
import io.mnemon.api.governance.v1.IdentityServiceGrpc;
import io.mnemon.api.governance.v1.LinkIdentityRequest;
import io.mnemon.api.governance.v1.ListIssuersRequest;
import io.mnemon.api.governance.v1.ListIssuersResponse;
import io.mnemon.api.governance.v1.LogOutRequest;
import io.mnemon.api.governance.v1.SignOutPrincipalRequest;
import io.mnemon.api.governance.v1.UpdateIssuerRequest;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.TenantMapper;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;
import java.util.UUID;

/** Signing in with a company's own identity provider, and out again. */
@GrpcService
class IdentityGrpcService extends IdentityServiceGrpc.IdentityServiceImplBase {
  private final Issuers issuers;
  private final SignOut signOut;
  private final LogoutDoor logout;

  IdentityGrpcService(Issuers issuers, SignOut signOut, LogoutDoor logout) {
    this.issuers = issuers;
    this.signOut = signOut;
    this.logout = logout;
  }

  @Override
  public void createIssuer(
      CreateIssuerRequest request, StreamObserver<io.mnemon.api.governance.v1.Issuer> observer) {
    CallAnswer.one(
        observer,
        () ->
            IssuerMapper.toProto(
                issuers.create(
                    CallerContext.current(), request.getIssuer(), IssuerMapper.terms(request))));
  }

  @Override
  public void listIssuers(
      ListIssuersRequest request, StreamObserver<ListIssuersResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            IssuerMapper.issuers(
                issuers.list(
                    CallerContext.current(),
                    TenantMapper.page(
                        request.hasLimit(), request.getLimit(), request.getCursor()))));
  }

  @Override
  public void getIssuer(
      GetIssuerRequest request, StreamObserver<io.mnemon.api.governance.v1.Issuer> observer) {
    CallAnswer.one(
        observer,
        () -> IssuerMapper.toProto(issuers.get(CallerContext.current(), request.getId())));
  }

  @Override
  public void updateIssuer(
      UpdateIssuerRequest request, StreamObserver<io.mnemon.api.governance.v1.Issuer> observer) {
    CallAnswer.one(
        observer,
        () ->
            IssuerMapper.toProto(
                issuers.update(
                    CallerContext.current(), request.getId(), IssuerMapper.change(request))));
  }

  @Override
  public void deleteIssuer(DeleteIssuerRequest request, StreamObserver<Empty> observer) {
    CallAnswer.one(
        observer,
        () -> {
          issuers.delete(CallerContext.current(), request.getId());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void linkIdentity(LinkIdentityRequest request, StreamObserver<Identity> observer) {
    CallAnswer.one(
        observer,
        () -> {
          UUID principal =
              issuers.link(
                  CallerContext.current(),
                  request.getIssuer(),
                  request.getSubject(),
                  PrincipalRef.parse("principal", request.getPrincipal()));
          return Identity.newBuilder()
              .setIssuer(request.getIssuer())
              .setSubject(request.getSubject())
              .setPrincipal(principal.toString())
              .build();
        });
  }

  @Override
  public void logOut(LogOutRequest request, StreamObserver<Empty> observer) {
    CallAnswer.one(
        observer,
        () -> {
          logout.logOut(request.getId(), request.getLogoutToken());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void signOutPrincipal(SignOutPrincipalRequest request, StreamObserver<Empty> observer) {
    CallAnswer.one(
        observer,
        () -> {
          signOut.signOut(CallerContext.current(), PrincipalRef.parse("id", request.getId()));
          return Empty.getDefaultInstance();
        });
  }
}
