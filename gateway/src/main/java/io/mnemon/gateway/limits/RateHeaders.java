package io.mnemon.gateway.limits;

import java.time.Duration;
import java.util.Map;

/**
 * The header fields that tell a client how far it is from a limit, as IETF draft
 * httpapi-ratelimit-headers-06 has them; in whole tokens, and seconds rounded up.
 */
final class RateHeaders {
  private RateHeaders() {}

  /**
   * @param left the tokens that are left
   */
  static Map<String, String> of(Rate rate, double left) {
    return Map.of(
        "RateLimit-Limit", Long.toString(rate.burst()),
        "RateLimit-Remaining", Long.toString((long) Math.max(0, left + HeapBuckets.ROUNDING)),
        "RateLimit-Reset", Long.toString(seconds(rate.timeFor(rate.burst() - left))));
  }

  static long seconds(Duration time) {
    return time.toSeconds() + (time.toNanosPart() > 0 ? 1 : 0);
  }

  static String inWords(Duration time) {
    long seconds = Math.max(1, seconds(time));
    return seconds == 1 ? "a second" : seconds + " seconds";
  }
}
