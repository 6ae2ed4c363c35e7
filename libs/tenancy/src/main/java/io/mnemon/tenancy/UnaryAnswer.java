package io.mnemon.tenancy;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.GrpcErrors;
import java.util.function.Supplier;

/**
 * The one way in which a unary method answers: with its result, or with the status of its error. It
 * works for the caller's tenant.
 */
public final class UnaryAnswer {
  private UnaryAnswer() {}

  public static <T> void to(StreamObserver<T> observer, Supplier<T> work) {
    T answer;
    try {
      Caller caller = CallerContext.CALLER.get();
      answer = WorkingFor.tenant(caller == null ? WorkingFor.PLATFORM : caller.tenant(), work::get);
    } catch (RuntimeException e) {
      // Nobody waits for a reason, and it is none to be logged.
      observer.onError(
          CallerPresence.hasGone() ? Status.CANCELLED.asRuntimeException() : GrpcErrors.toGrpc(e));
      return;
    }
    observer.onNext(answer);
    observer.onCompleted();
  }
}
