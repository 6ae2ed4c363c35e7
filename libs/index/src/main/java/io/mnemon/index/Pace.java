package io.mnemon.index;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether changes come faster than people and agents make them: an import, batch after batch. */
final class Pace {
  private static final long QUIET_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();

  /** So many changes in a window, 400 a second, are a rush. */
  private static final int RUSH = 2_000;

  private final LongSupplier nanoTime;
  private long begin;
  private long last;
  private int before;
  private int count;

  Pace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    begin = nanoTime.getAsLong();
    last = begin;
  }

  synchronized void count(int changes) {
    long now = roll();
    last = now;
    count += changes;
  }

  /** Whether nothing has changed for a while. */
  synchronized boolean isQuiet() {
    return nanoTime.getAsLong() - last >= QUIET_NANOS;
  }

  /** Whether there is a rush, or was one a moment ago. */
  synchronized boolean isRushed() {
    roll();
    return Math.max(before, count) >= RUSH && !isQuiet();
  }

  private long roll() {
    long now = nanoTime.getAsLong();
    long windows = (now - begin) / WINDOW_NANOS;
    if (windows > 0) {
      before = windows == 1 ? count : 0;
      count = 0;
      begin += windows * WINDOW_NANOS;
    }
    return now;
  }
}
