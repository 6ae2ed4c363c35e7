package io.mnemon.api;

/**
 * Every way in which a request can fail, with its one HTTP status. The gRPC status has the same
 * name and number as the code.
 */
public enum ErrorCode {
  INVALID_ARGUMENT(3, 400),
  DEADLINE_EXCEEDED(4, 504),
  NOT_FOUND(5, 404),
  ALREADY_EXISTS(6, 409),
  PERMISSION_DENIED(7, 403),
  RESOURCE_EXHAUSTED(8, 429),
  FAILED_PRECONDITION(9, 400),
  ABORTED(10, 409),
  UNIMPLEMENTED(12, 501),
  INTERNAL(13, 500),
  UNAVAILABLE(14, 503),
  UNAUTHENTICATED(16, 401);

  private final int grpcNumber;
  private final int httpStatus;

  ErrorCode(int grpcNumber, int httpStatus) {
    this.grpcNumber = grpcNumber;
    this.httpStatus = httpStatus;
  }

  public int grpcNumber() {
    return grpcNumber;
  }

  public int httpStatus() {
    return httpStatus;
  }

  /**
   * The code of a gRPC status number; what has no code of its own (CANCELLED, UNKNOWN, …) is
   * INTERNAL.
   */
  public static ErrorCode ofGrpcNumber(int number) {
    for (ErrorCode code : values()) {
      if (code.grpcNumber == number) {
        return code;
      }
    }
    return INTERNAL;
  }
}
