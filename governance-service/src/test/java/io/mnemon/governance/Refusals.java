package io.mnemon.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.StatusRuntimeException;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Says how a call over gRPC must fail. */
public final class Refusals {
  private Refusals() {}

  /** The call fails with this code, and its message contains the words. */
  public static ServiceException assertRefused(
      ErrorCode code, String words, ThrowingCallable call) {
    StatusRuntimeException status = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(status).as("the call must fail as %s", code).isNotNull();
    ServiceException failure = GrpcErrors.ofGrpc(status);
    assertThat(failure.code()).as(failure.publicMessage()).isEqualTo(code);
    assertThat(failure.publicMessage()).contains(words);
    return failure;
  }
}
