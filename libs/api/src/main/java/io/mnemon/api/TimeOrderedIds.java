package io.mnemon.api;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Makes UUIDs of version 7 (RFC 9562): milliseconds, then a counter that keeps ids of one process
 * in the order of their making, then random bits. Safe for use by many threads.
 */
public final class TimeOrderedIds implements Supplier<UUID> {
  private static final int COUNTER_BITS = 12;
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long RANDOM_MASK = 0x3fff_ffff_ffff_ffffL;

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  // Milliseconds and counter in one number, so that a full counter runs over into the next
  // millisecond and a clock that goes back does not disturb the order.
  private final AtomicLong last = new AtomicLong();

  public TimeOrderedIds(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public UUID get() {
    long floor = clock.millis() << COUNTER_BITS;
    long ticks = last.updateAndGet(previous -> Math.max(previous + 1, floor));
    long milliseconds = ticks >>> COUNTER_BITS;
    long counter = ticks & ((1L << COUNTER_BITS) - 1);
    return new UUID(
        (milliseconds << 16) | VERSION_7 | counter, VARIANT | (random.nextLong() & RANDOM_MASK));
  }
}
