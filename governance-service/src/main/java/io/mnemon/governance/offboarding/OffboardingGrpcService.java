package io.mnemon.governance.offboarding;

import com.google.api.HttpBody;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.DeleteTenantRequest;
import io.mnemon.api.governance.v1.ExportTenantRequest;
import io.mnemon.api.governance.v1.GetTenantErasureRequest;
import io.mnemon.api.governance.v1.OffboardingServiceGrpc;
import io.mnemon.api.governance.v1.TenantErasure;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The end of a tenant. */
@GrpcService
class OffboardingGrpcService extends OffboardingServiceGrpc.OffboardingServiceImplBase {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Offboarding offboarding;
  private final TenantExport export;

  OffboardingGrpcService(Offboarding offboarding, TenantExport export) {
    this.offboarding = offboarding;
    this.export = export;
  }

  @Override
  public void exportTenant(ExportTenantRequest request, StreamObserver<HttpBody> observer) {
    CallAnswer.many(
        observer,
        () ->
            export.write(
                CallerContext.current(),
                request.getId(),
                request.getConfirm(),
                new Chunks(observer, PATIENCE)));
  }

  @Override
  public void deleteTenant(DeleteTenantRequest request, StreamObserver<TenantErasure> observer) {
    CallAnswer.one(
        observer,
        () ->
            OffboardingMapper.toProto(
                offboarding.delete(
                    CallerContext.current(), request.getId(), request.getConfirm())));
  }

  @Override
  public void getTenantErasure(
      GetTenantErasureRequest request, StreamObserver<TenantErasure> observer) {
    CallAnswer.one(
        observer,
        () ->
            OffboardingMapper.toProto(
                offboarding.erasure(CallerContext.current(), request.getId())));
  }

  /** Bytes on their way to a caller, no faster than it reads them. */
  private static final class Chunks implements Consumer<byte[]> {
    private static final String NDJSON = "application/x-ndjson";

    // The call's own signal comes on the thread that is waiting here, so it has to be asked.
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(5).toNanos();

    private final ServerCallStreamObserver<HttpBody> call;
    private final Duration patience;

    /**
     * @param patience how long the reader may stand still
     */
    Chunks(StreamObserver<HttpBody> observer, Duration patience) {
      this.call = (ServerCallStreamObserver<HttpBody>) observer;
      this.patience = patience;
    }

    @Override
    public void accept(byte[] bytes) {
      long deadline = System.nanoTime() + patience.toNanos();
      while (!call.isReady()) {
        if (call.isCancelled()) {
          throw new ServiceException(ErrorCode.ABORTED, "the reader has gone");
        }
        if (System.nanoTime() > deadline) {
          throw new ServiceException(
              ErrorCode.DEADLINE_EXCEEDED, "the reader took nothing for " + patience);
        }
        LockSupport.parkNanos(LOOK_EVERY_NANOS);
      }
      call.onNext(
          HttpBody.newBuilder()
              .setContentType(NDJSON)
              .setData(UnsafeByteOperations.unsafeWrap(bytes))
              .build());
    }
  }
}
