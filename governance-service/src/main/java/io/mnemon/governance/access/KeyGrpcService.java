package io.mnemon.governance.access;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.CreateKeyRequest;
import io.mnemon.api.governance.v1.CreateKeyResponse;
import io.mnemon.api.governance.v1.KeyServiceGrpc;
import io.mnemon.api.governance.v1.ListKeysRequest;
import io.mnemon.api.governance.v1.ListKeysResponse;
import io.mnemon.api.governance.v1.RevokeKeyRequest;
import io.mnemon.api.governance.v1.RotateKeyRequest;
import io.mnemon.governance.tenant.OnceMapper;
import io.mnemon.governance.tenant.TenantMapper;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;

/** Credentials. */
@GrpcService
class KeyGrpcService extends KeyServiceGrpc.KeyServiceImplBase {
  private final Keys keys;

  KeyGrpcService(Keys keys) {
    this.keys = keys;
  }

  @Override
  public void createKey(CreateKeyRequest request, StreamObserver<CreateKeyResponse> observer) {
    CallAnswer.one(
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
  public void rotateKey(RotateKeyRequest request, StreamObserver<CreateKeyResponse> observer) {
    CallAnswer.one(
        observer,
        () -> {
          Caller caller = CallerContext.current();
          return KeyMapper.created(
              keys.rotate(
                  caller,
                  request.getId(),
                  KeyMapper.overlap(request),
                  TenantMapper.instant(
                      "expires_at", request.hasExpiresAt(), request.getExpiresAt()),
                  OnceMapper.of(
                      caller,
                      request.getIdempotencyKey(),
                      request.toBuilder().clearIdempotencyKey().build())));
        });
  }

  @Override
  public void listKeys(ListKeysRequest request, StreamObserver<ListKeysResponse> observer) {
    CallAnswer.one(
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
  public void revokeKey(RevokeKeyRequest request, StreamObserver<Empty> observer) {
    CallAnswer.one(
        observer,
        () -> {
          keys.revoke(CallerContext.current(), request.getId());
          return Empty.getDefaultInstance();
        });
  }
}
