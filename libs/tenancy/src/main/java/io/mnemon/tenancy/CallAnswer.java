package io.mnemon.tenancy;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.GrpcErrors;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The one way in which a method answers: on a virtual thread of its own, with its result, or with
 * the status of its error. It works for the caller's tenant.
 *
 * <p>The thread begins when the request is there. The framework's own way to virtual threads begins
 * it with the call, and may tell of the request's end before the request (Quarkus issue 48940),
 * which fails the call.
 */
public final class CallAnswer {
  /**
   * Not the framework's: its threads share the event loop's place for the current context, which
   * the end of the request's arrival clears, and with it who is calling.
   */
  private static final Executor THREADS =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());

  private CallAnswer() {}

  /** Answers with one message. */
  public static <T> void one(StreamObserver<T> observer, Supplier<T> work) {
    begin(
        observer,
        () -> {
          T answer = work.get();
          succeeded();
          observer.onNext(answer);
        });
  }

  /** Answers with the messages that the work sends to the observer. */
  public static <T> void many(StreamObserver<T> observer, Runnable work) {
    begin(
        observer,
        () -> {
          work.run();
          succeeded();
        });
  }

  /** What was read is written down before it is told. */
  private static void succeeded() {
    AuditedCall call = AuditedCall.current();
    if (call != null) {
      call.succeeded();
    }
  }

  private static void begin(StreamObserver<?> observer, Runnable work) {
    THREADS.execute(Context.current().wrap(() -> answer(observer, work)));
  }

  private static void answer(StreamObserver<?> observer, Runnable work) {
    try {
      Caller caller = CallerContext.CALLER.get();
      WorkingFor.tenant(
          caller == null ? WorkingFor.PLATFORM : caller.tenant(),
          () -> {
            work.run();
            return true;
          });
    } catch (RuntimeException e) {
      AuditedCall call = AuditedCall.current();
      if (call != null) {
        call.failed(e);
      }
      // Nobody waits for a reason, and it is none to be logged.
      observer.onError(
          CallerPresence.hasGone() ? Status.CANCELLED.asRuntimeException() : GrpcErrors.toGrpc(e));
      return;
    }
    observer.onCompleted();
  }
}
