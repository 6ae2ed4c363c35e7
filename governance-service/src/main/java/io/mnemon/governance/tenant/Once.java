package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The wish of a request to take effect once however often it is sent.
 *
 * @param principal who asks; two principals may use the same key
 * @param key the request's Idempotency-Key
 * @param fingerprint a hash of everything else in the request
 */
public record Once(UUID principal, String key, String fingerprint) {
  private static final int MAX_KEY_CHARACTERS = 255;
  private static final Duration RETENTION = Duration.ofHours(24);

  public Once {
    if (key.isEmpty() || key.length() > MAX_KEY_CHARACTERS) {
      throw ServiceException.invalid(
          "idempotency_key", "must have 1 to " + MAX_KEY_CHARACTERS + " characters");
    }
  }

  /** Requests before this moment are forgotten. */
  public static Instant horizon(Instant now) {
    return now.minus(RETENTION);
  }

  /** The refusal of a request whose key came with another request before. */
  public static ServiceException usedForOther() {
    return new ServiceException(
        ErrorCode.FAILED_PRECONDITION,
        "this Idempotency-Key was used with another body: use a new key for a new request");
  }
}
