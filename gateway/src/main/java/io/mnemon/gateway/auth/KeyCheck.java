package io.mnemon.gateway.auth;

import io.mnemon.tenancy.Caller;
import java.time.Instant;
import java.util.Optional;

/** What governance says about an API key. */
sealed interface KeyCheck {
  /**
   * The key is good.
   *
   * @param expiresAt from when on it is not
   */
  record Good(Caller caller, Optional<Instant> expiresAt) implements KeyCheck {}

  /** The key is unknown, expired or revoked. */
  record Refused(String message) implements KeyCheck {}
}
