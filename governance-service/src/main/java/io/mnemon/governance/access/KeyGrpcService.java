package io.mnemon.governance.access;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.CreateKeyRequest;
import io.mnemon.api.governance.v1.CreateKeyResponse;
import io.mnemon.api.governance.v1.KeyServiceGrpc;
import io.mnemon.api.governance.v1.ListKeysRequest;
import io.mnemon.api.governance.v1.ListKeysResponse;
import io.mnemon.api.governance.v1.RevokeKeyRequest;
import io.mnemon.governance.tenant.OnceMapper;
import io.mnemon.governance.tenant.TenantMapper;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.UnaryAnswer;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.RunOnVirtualThread;

/** Credentials. */
@GrpcService
class KeyGrpcService extends KeyServiceGrpc.KeyServiceImplBase {
  private final Keys keys;

  KeyGrpcService(Keys keys) {
    this.keys = keys;
  }

  @Override
  @RunOnVirtualThread
  public void createKey(CreateKeyRequest request, StreamObserver<CreateKeyResponse> observer) {
    UnaryAnswer.to(
        observer,
        () -> {
          Caller caller = CallerContext.current();
          return KeyMapper.created(
              keys.create(
                  caller,
                  KeyMapper.wish(request),
                  OnceMapper.of(
                      caller,
                      request.getIdempotencyKey(),
                      request.toBuilder().clearIdempotencyKey().build())));
        });
  }

  @Override
  @RunOnVirtualThread
  public void listKeys(ListKeysRequest request, StreamObserver<ListKeysResponse> observer) {
    UnaryAnswer.to(
        observer,
        () ->
            KeyMapper.keys(
                keys.list(
                    CallerContext.current(),
                    KeyMapper.principal(request.getPrincipal()),
                    TenantMapper.page(
                        request.hasLimit(), request.getLimit(), request.getCursor()))));
  }

  @Override
  @RunOnVirtualThread
  public void revokeKey(RevokeKeyRequest request, StreamObserver<Empty> observer) {
    UnaryAnswer.to(
        observer,
        () -> {
          keys.revoke(CallerContext.current(), request.getId());
          return Empty.getDefaultInstance();
        });
  }
}
