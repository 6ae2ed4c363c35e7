package io.mnemon.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call with one answer, made again where that is allowed and may help, until its time is up.
 */
final class RepeatedCall<Q, A> {
  private final Channel channel;
  private final MethodDescriptor<Q, A> method;
  private final Q request;
  private final boolean repeatable;
  private final int attempts;
  private final long deadlineNanos;
  private final CompletableFuture<A> answer = new CompletableFuture<>();
  private final AtomicReference<@Nullable ClientCall<Q, A>> current = new AtomicReference<>();

  RepeatedCall(
      Channel channel,
      Settings settings,
      MethodDescriptor<Q, A> method,
      Q request,
      boolean repeatable) {
    this.channel = channel;
    this.method = method;
    this.request = request;
    this.repeatable = repeatable;
    this.attempts = 1 + settings.retries();
    this.deadlineNanos = System.nanoTime() + settings.timeout().toNanos();
  }

  /** Completed with the answer, or with a ServiceException; cancelling it cancels the call. */
  CompletableFuture<A> start() {
    answer.whenComplete(
        (value, failure) -> {
          ClientCall<Q, A> call = current.get();
          if (answer.isCancelled() && call != null) {
            call.cancel("nobody waits for the answer any more", failure);
          }
        });
    attempt(1);
    return answer;
  }

  private void attempt(int number) {
    if (answer.isDone()) {
      return;
    }
    try {
      send(number);
    } catch (RuntimeException e) {
      // E.g. whoever gives the credential cannot: nobody above would tell the caller.
      answer.completeExceptionally(e);
    }
  }

  private void send(int number) {
    long left = deadlineNanos - System.nanoTime();
    ClientCall<Q, A> call =
        channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(left, TimeUnit.NANOSECONDS));
    current.set(call);
    ClientCalls.asyncUnaryCall(call, request, new Answer(number));
  }

  private void failed(ServiceException failure, int number) {
    Optional<Duration> pause =
        number < attempts ? Pauses.after(failure, repeatable, number) : Optional.empty();
    long left = deadlineNanos - System.nanoTime();
    if (pause.isEmpty() || pause.get().toNanos() >= left) {
      answer.completeExceptionally(failure);
      return;
    }
    Executor later = CompletableFuture.delayedExecutor(pause.get().toNanos(), TimeUnit.NANOSECONDS);
    later.execute(() -> attempt(number + 1));
  }

  /** What one attempt came to. */
  private final class Answer implements StreamObserver<A> {
    private final int number;

    Answer(int number) {
      this.number = number;
    }

    @Override
    public void onNext(A value) {
      answer.complete(value);
    }

    @Override
    public void onError(Throwable failure) {
      StatusRuntimeException status =
          Status.fromThrowable(failure)
              .asRuntimeException(
                  Optional.ofNullable(Status.trailersFromThrowable(failure))
                      .orElseGet(io.grpc.Metadata::new));
      failed(GrpcErrors.ofGrpc(status), number);
    }

    @Override
    public void onCompleted() {
      answer.completeExceptionally(
          new ServiceException(ErrorCode.INTERNAL, "the call ended without an answer"));
    }
  }
}
