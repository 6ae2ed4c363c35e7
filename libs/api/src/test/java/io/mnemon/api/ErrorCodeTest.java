package io.mnemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorCodeTest {
  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, 400",
    "FAILED_PRECONDITION, 400",
    "UNAUTHENTICATED, 401",
    "PERMISSION_DENIED, 403",
    "NOT_FOUND, 404",
    "ALREADY_EXISTS, 409",
    "ABORTED, 409",
    "RESOURCE_EXHAUSTED, 429",
    "INTERNAL, 500",
    "UNIMPLEMENTED, 501",
    "UNAVAILABLE, 503",
    "DEADLINE_EXCEEDED, 504",
  })
  void everyCodeHasItsHttpStatus(ErrorCode code, int httpStatus) {
    assertThat(code.httpStatus()).isEqualTo(httpStatus);
  }

  @Test
  void theTableOfHttpStatusesIsWhole() {
    assertThat(ErrorCode.values()).hasSize(12);
  }

  @ParameterizedTest
  @EnumSource
  void everyCodeIsTheGrpcStatusOfItsName(ErrorCode code) {
    assertThat(code.grpcNumber()).isEqualTo(Status.Code.valueOf(code.name()).value());
    assertThat(ErrorCode.ofGrpcNumber(code.grpcNumber())).isEqualTo(code);
  }

  static Stream<Status.Code> failures() {
    return Arrays.stream(Status.Code.values()).filter(code -> code != Status.Code.OK);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void everyGrpcFailureHasACode(Status.Code grpc) {
    ErrorCode code = ErrorCode.ofGrpcNumber(grpc.value());

    switch (grpc) {
      case CANCELLED, UNKNOWN, OUT_OF_RANGE, DATA_LOSS ->
          assertThat(code).isEqualTo(ErrorCode.INTERNAL);
      default -> assertThat(code.name()).isEqualTo(grpc.name());
    }
  }
}
