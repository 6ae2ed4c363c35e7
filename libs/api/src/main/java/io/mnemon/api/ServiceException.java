package io.mnemon.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that failed. The message and the violations go to the caller; the cause is logged and
 * never sent.
 */
public class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<Violation> violations;
  private final @Nullable Duration retryAfter;

  public ServiceException(ErrorCode code, String publicMessage) {
    this(code, publicMessage, List.of(), null);
  }

  public ServiceException(ErrorCode code, String publicMessage, @Nullable Throwable cause) {
    this(code, publicMessage, List.of(), cause);
  }

  public ServiceException(
      ErrorCode code, String publicMessage, List<Violation> violations, @Nullable Throwable cause) {
    this(code, publicMessage, violations, null, cause);
  }

  ServiceException(
      ErrorCode code,
      String publicMessage,
      List<Violation> violations,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(publicMessage, cause);
    this.code = code;
    this.violations = List.copyOf(violations);
    this.retryAfter = retryAfter;
  }

  /** A limit that the same request may pass after a while. */
  public static ServiceException exhausted(String message, Duration retryAfter) {
    return new ServiceException(ErrorCode.RESOURCE_EXHAUSTED, message, List.of(), retryAfter, null);
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

  /** The same failure, thrown anew where somebody else waits for it. */
  public ServiceException again() {
    return new ServiceException(code, publicMessage(), violations, retryAfter, this);
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

  /** After what time the same request may succeed, where that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
