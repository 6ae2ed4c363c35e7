package io.mnemon.gateway.limits;

import java.time.Duration;
import java.time.Instant;

/**
 * A time in which something is in vain. A clock that is set back to before it ends it: one try too
 * many costs less than to wait for as long as the clock went back.
 */
record Pause(Instant from, Instant until) {
  static Pause of(Duration time, Instant from) {
    return new Pause(from, from.plus(time));
  }

  boolean lasts(Instant now) {
    return now.isBefore(until) && !now.isBefore(from);
  }

  Duration left(Instant now) {
    return Duration.between(now, until);
  }
}
