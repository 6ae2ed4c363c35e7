package io.mnemon.gateway.routing;

import java.time.Duration;
import java.util.Optional;

/**
 * What a call to a service carries besides its caller and its request.
 *
 * @param spent how much of its time the request has spent before the call
 * @param requestId the id by which logs name the request that the call belongs to
 */
public record CallTerms(Duration spent, Optional<String> requestId) {
  public static CallTerms ofRequest(String requestId, Duration spent) {
    return new CallTerms(spent, Optional.of(requestId));
  }

  public static CallTerms none() {
    return new CallTerms(Duration.ZERO, Optional.empty());
  }
}
