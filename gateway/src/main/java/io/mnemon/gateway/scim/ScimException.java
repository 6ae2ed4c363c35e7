package io.mnemon.gateway.scim;

import java.util.Map;
import java.util.Optional;

/** A refusal in the words of SCIM, on its way to the answer. */
final class ScimException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Optional<Reason> reason;
  private final transient Map<String, String> headers;

  private ScimException(
      int status, Optional<Reason> reason, String detail, Map<String, String> headers) {
    super(detail);
    this.status = status;
    this.reason = reason;
    this.headers = Map.copyOf(headers);
  }

  /** The scimType of a refusal, as RFC 7644, section 3.12 names them. */
  enum Reason {
    INVALID_FILTER("invalidFilter"),
    TOO_MANY("tooMany"),
    UNIQUENESS("uniqueness"),
    MUTABILITY("mutability"),
    INVALID_SYNTAX("invalidSyntax"),
    INVALID_PATH("invalidPath"),
    NO_TARGET("noTarget"),
    INVALID_VALUE("invalidValue");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** A request that cannot be right. */
  static ScimException bad(Reason reason, String detail) {
    return new ScimException(400, Optional.of(reason), detail, Map.of());
  }

  static ScimException of(int status, String detail) {
    return new ScimException(status, Optional.empty(), detail, Map.of());
  }

  static ScimException of(int status, Reason reason, String detail) {
    return new ScimException(status, Optional.of(reason), detail, Map.of());
  }

  static ScimException of(int status, String detail, Map<String, String> headers) {
    return new ScimException(status, Optional.empty(), detail, headers);
  }

  int status() {
    return status;
  }

  Optional<Reason> reason() {
    return reason;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  Map<String, String> headers() {
    return headers;
  }
}
