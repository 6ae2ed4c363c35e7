package io.mnemon.bench.measure;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/** When the requests of a load begin. */
public interface Pace {

  /**
   * Waits for the turn of the request with this number, which counts from 0.
   *
   * @param start when the load began, in {@link System#nanoTime}
   * @return when it is meant to begin; empty if there are no more requests
   */
  OptionalLong turn(long number, long start);

  /** Closed loop: each client sends its next request when the last one was answered. */
  static Pace closed(Duration duration) {
    return (number, start) -> {
      long now = System.nanoTime();
      return now - start >= duration.toNanos() ? OptionalLong.empty() : OptionalLong.of(now);
    };
  }

  /** Closed loop, so many requests. */
  static Pace count(long count) {
    return (number, start) ->
        number >= count ? OptionalLong.empty() : OptionalLong.of(System.nanoTime());
  }

  /**
   * Open loop: requests are due at fixed times, whether earlier ones were answered or not. What one
   * has to wait because all clients are busy counts as its latency: nothing is omitted.
   */
  static Pace open(double perSecond, Duration duration) {
    return (number, start) -> {
      long due = (long) (number * 1e9 / perSecond);
      if (due >= duration.toNanos()) {
        return OptionalLong.empty();
      }
      for (long wait = start + due - System.nanoTime(); wait > 0; ) {
        LockSupport.parkNanos(wait);
        wait = start + due - System.nanoTime();
      }
      return OptionalLong.of(start + due);
    };
  }
}
