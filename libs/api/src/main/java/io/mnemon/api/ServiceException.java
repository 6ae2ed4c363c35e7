package io.mnemon.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that failed. The message and the violations go to the caller; the cause is logged and
 * never sent.
 */
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<Violation> violations;

  public ServiceException(ErrorCode code, String publicMessage) {
    this(code, publicMessage, List.of(), null);
  }

  public ServiceException(ErrorCode code, String publicMessage, @Nullable Throwable cause) {
    this(code, publicMessage, List.of(), cause);
  }

  public ServiceException(
      ErrorCode code, String publicMessage, List<Violation> violations, @Nullable Throwable cause) {
    super(publicMessage, cause);
    this.code = code;
    this.violations = List.copyOf(violations);
  }

  /** A request whose field is wrong. */
  public static ServiceException invalid(String field, String message) {
    return invalid(List.of(new Violation(field, message)));
  }

  /** A request with several wrong fields; the message names the first. */
  public static ServiceException invalid(List<Violation> violations) {
    Violation first = violations.getFirst();
    return new ServiceException(
        ErrorCode.INVALID_ARGUMENT, first.field() + ": " + first.message(), violations, null);
  }

  /** What is asked for does not exist, or not for this caller. */
  public static ServiceException notFound(String what) {
    return new ServiceException(ErrorCode.NOT_FOUND, what + " was not found");
  }

  public ErrorCode code() {
    return code;
  }

  public String publicMessage() {
    return String.valueOf(getMessage());
  }

  public List<Violation> violations() {
    return violations;
  }
}
