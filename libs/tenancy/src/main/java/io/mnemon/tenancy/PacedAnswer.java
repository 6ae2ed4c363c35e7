package io.mnemon.tenancy;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The messages of a streamed answer on their way to a caller, no faster than it reads them. */
public final class PacedAnswer<T> implements Consumer<T> {
  // How long the reader may stand still.
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  // The call's own signal may come on the thread that is waiting here, so it has to be asked.
  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(1).toNanos();

  private final ServerCallStreamObserver<T> call;

  public PacedAnswer(StreamObserver<T> observer) {
    this.call = (ServerCallStreamObserver<T>) observer;
  }

  @Override
  public void accept(T message) {
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
    call.onNext(message);
  }
}
