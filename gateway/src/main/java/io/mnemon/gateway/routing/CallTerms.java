package io.mnemon.gateway.routing;

import java.time.Duration;
import java.util.Optional;

/**
 * What a call to a service carries besides its caller and its request.
 *
 * @param timeout how long it may take; the configured deadline if empty
 * @param requestId the id by which logs name the request that the call belongs to
 */
public record CallTerms(Optional<Duration> timeout, Optional<String> requestId) {
  public static CallTerms ofRequest(String requestId) {
    return new CallTerms(Optional.empty(), Optional.of(requestId));
  }

  public static CallTerms none() {
    return new CallTerms(Optional.empty(), Optional.empty());
  }
}
