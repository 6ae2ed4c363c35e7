package io.mnemon.governance.webhook;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a delivery that failed is tried again: each pause is longer than the one before, and a
 * little random, so that receivers that come back are not met by everybody at once.
 *
 * @param attempts how many at most
 * @param firstPause after the first one
 * @param growth how much longer each further pause is
 * @param jitter by what part a pause may be shorter or longer
 */
record Retries(int attempts, Duration firstPause, double growth, double jitter) {
  Retries {
    if (attempts < 1 || growth < 1 || jitter < 0 || jitter >= 1) {
      throw new IllegalArgumentException(
          "mnemon.governance.webhook: attempts and growth are at least 1, jitter is below 1");
    }
  }

  /** How long to wait after an attempt; nothing after the last. */
  Optional<Duration> pauseAfter(int attempt, RandomGenerator random) {
    if (attempt >= attempts) {
      return Optional.empty();
    }
    double factor = Math.pow(growth, attempt - 1.0) * (1 + jitter * (2 * random.nextDouble() - 1));
    return Optional.of(Duration.ofMillis((long) (firstPause.toMillis() * factor)));
  }
}
