package io.mnemon.governance.tenant;

import com.google.api.HttpBody;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Bytes on their way to a caller, no faster than it reads them. */
public final class ChunksMapper implements Consumer<byte[]> {
  private static final String NDJSON = "application/x-ndjson";

  // How long the reader may stand still.
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  // The call's own signal comes on the thread that is waiting here, so it has to be asked.
  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(5).toNanos();

  private final ServerCallStreamObserver<HttpBody> call;

  private ChunksMapper(StreamObserver<HttpBody> observer) {
    this.call = (ServerCallStreamObserver<HttpBody>) observer;
  }

  /** Sends lines of JSON. */
  public static Consumer<byte[]> ndjson(StreamObserver<HttpBody> observer) {
    return new ChunksMapper(observer);
  }

  @Override
  public void accept(byte[] bytes) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!call.isReady()) {
      if (call.isCancelled()) {
        throw new ServiceException(ErrorCode.ABORTED, "the reader has gone");
      }
      if (System.nanoTime() > deadline) {
        throw new ServiceException(
            ErrorCode.DEADLINE_EXCEEDED, "the reader took nothing for " + PATIENCE);
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
