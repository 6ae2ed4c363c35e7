package io.mnemon.gateway.limits;

import java.time.Duration;

/**
 * How fast a bucket fills and how much it holds.
 *
 * @param perSecond tokens per second
 * @param burst tokens of a full bucket
 */
record Rate(long perSecond, long burst) {
  private static final double NANOS = 1e9;

  Rate {
    if (perSecond < 1 || burst < 1) {
      throw new IllegalArgumentException("a bucket fills and holds at least one token");
    }
  }

  /** How long it takes until so many tokens have come in. */
  Duration timeFor(double tokens) {
    return Duration.ofNanos((long) Math.ceil(Math.max(0, tokens) / perSecond * NANOS));
  }

  /** How many tokens come in within the time. */
  double in(Duration time) {
    return Math.max(0, time.toNanos()) / NANOS * perSecond;
  }

  /** The part of one of several who do not know of each other. */
  Rate sharedBy(int several) {
    return new Rate(Math.max(1, perSecond / several), Math.max(1, burst / several));
  }
}
