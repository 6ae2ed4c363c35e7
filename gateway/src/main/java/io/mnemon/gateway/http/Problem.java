package io.mnemon.gateway.http;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A refusal as RFC 9457 describes it.
 *
 * @param type the last word of {@code urn:mnemon:error:<type>}
 * @param title what kind of refusal it is
 * @param status its HTTP status
 * @param detail what was wrong and what to do
 * @param violations the fields that were wrong
 * @param headers headers that belong to it, e.g. {@code Retry-After}
 */
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    List<Violation> violations,
    Map<String, String> headers) {

  private static final Map<String, String> COME_BACK = Map.of("Retry-After", "1");

  public Problem {
    violations = List.copyOf(violations);
    headers = Map.copyOf(headers);
  }

  public static Problem of(ServiceException e) {
    return new Problem(
        type(e.code()),
        title(e.code()),
        e.code().httpStatus(),
        e.publicMessage(),
        e.violations(),
        headers(e));
  }

  public static Problem notFound(String path) {
    return of(
        new ServiceException(
            ErrorCode.NOT_FOUND, "there is nothing at " + path + ": see /docs for what there is"));
  }

  public static Problem methodNotAllowed(String method, Set<String> allowed) {
    String list = String.join(", ", allowed);
    return new Problem(
        "method-not-allowed",
        "Method not allowed",
        405,
        "%s cannot be used here: use %s".formatted(method, list),
        List.of(),
        Map.of("Allow", list));
  }

  public static Problem payloadTooLarge(long maxBytes) {
    return ofHttp(
        "payload-too-large",
        "Payload too large",
        413,
        "the body is larger than %d bytes: send less, or split it".formatted(maxBytes));
  }

  public static Problem unsupportedMediaType(String detail) {
    return ofHttp("unsupported-media-type", "Unsupported media type", 415, detail);
  }

  public static Problem uriTooLong(long maxBytes) {
    return ofHttp(
        "uri-too-long",
        "URI too long",
        414,
        "the path with its query is longer than %d bytes: use the POST form of the method"
            .formatted(maxBytes));
  }

  public static Problem headersTooLarge(long maxBytes) {
    return ofHttp(
        "headers-too-large",
        "Request header fields too large",
        431,
        "the headers are larger than %d bytes together: send fewer or shorter ones"
            .formatted(maxBytes));
  }

  public static Problem requestTimeout(long seconds) {
    return ofHttp(
        "request-timeout",
        "Request timeout",
        408,
        "the body did not arrive within %d seconds: send it again".formatted(seconds));
  }

  /** What is told about an HTTP status that something beneath the routes has chosen. */
  static Problem ofStatus(int status, String path) {
    return switch (status) {
      case 400 ->
          ofHttp("invalid-argument", "Invalid request", 400, "the request is not valid HTTP");
      case 401 -> of(new ServiceException(ErrorCode.UNAUTHENTICATED, "the request carries no key"));
      case 403 ->
          of(new ServiceException(ErrorCode.PERMISSION_DENIED, "the request is not allowed"));
      case 404 -> notFound(path);
      default ->
          status >= 400 && status < 500
              ? ofHttp("http-" + status, "Request refused", status, "the request was refused")
              : of(new ServiceException(ErrorCode.INTERNAL, "the request failed unexpectedly"));
    };
  }

  private static Problem ofHttp(String type, String title, int status, String detail) {
    return new Problem(type, title, status, detail, List.of(), Map.of());
  }

  private static String type(ErrorCode code) {
    return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String title(ErrorCode code) {
    return switch (code) {
      case INVALID_ARGUMENT -> "Invalid request";
      case DEADLINE_EXCEEDED -> "Deadline exceeded";
      case NOT_FOUND -> "Not found";
      case ALREADY_EXISTS -> "Already exists";
      case PERMISSION_DENIED -> "Permission denied";
      case RESOURCE_EXHAUSTED -> "Limit reached";
      case FAILED_PRECONDITION -> "Precondition failed";
      case ABORTED -> "Conflict";
      case UNIMPLEMENTED -> "Not implemented";
      case INTERNAL -> "Internal error";
      case UNAVAILABLE -> "Unavailable";
      case UNAUTHENTICATED -> "Unauthenticated";
    };
  }

  /** In whole seconds, rounded up: who comes back a moment early is refused again. */
  public static Map<String, String> retryAfter(Duration time) {
    long seconds = time.toSeconds() + (time.toNanosPart() > 0 ? 1 : 0);
    return Map.of("Retry-After", Long.toString(Math.max(1, seconds)));
  }

  private static Map<String, String> headers(ServiceException e) {
    return e.retryAfter().map(Problem::retryAfter).orElseGet(() -> headers(e.code()));
  }

  private static Map<String, String> headers(ErrorCode code) {
    return switch (code) {
      case UNAUTHENTICATED -> Map.of("WWW-Authenticate", "Bearer");
      case UNAVAILABLE, RESOURCE_EXHAUSTED -> COME_BACK;
      case INVALID_ARGUMENT,
          DEADLINE_EXCEEDED,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          ABORTED,
          UNIMPLEMENTED,
          INTERNAL ->
          Map.of();
    };
  }
}
