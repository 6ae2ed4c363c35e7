package io.mnemon.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands still until a test moves it. It may be shared between threads; clocks derived
 * by {@link #withZone} stand in another zone and move with it.
 */
public final class FakeClock extends Clock {
  private final Hand hand;
  private final ZoneId zone;

  private FakeClock(Hand hand, ZoneId zone) {
    this.hand = hand;
    this.zone = zone;
  }

  /** A clock in UTC that shows {@code start}. */
  public static FakeClock at(Instant start) {
    return new FakeClock(new Hand(start), ZoneOffset.UTC);
  }

  /** A clock in UTC that shows {@code start}, e.g. {@code 2026-01-01T00:00:00Z}. */
  public static FakeClock at(String start) {
    return at(Instant.parse(start));
  }

  /** Moves the clock forward. */
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("a clock is moved back with set, not with advance: " + by);
    }
    hand.advance(by);
  }

  /** Sets the clock, back as well as forward. */
  public void set(Instant instant) {
    hand.set(instant);
  }

  @Override
  public Instant instant() {
    return hand.get();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public FakeClock withZone(ZoneId other) {
    return new FakeClock(hand, other);
  }

  /** What clocks of all zones share. */
  private static final class Hand {
    private Instant now;

    private Hand(Instant now) {
      this.now = now;
    }

    private synchronized Instant get() {
      return now;
    }

    private synchronized void set(Instant instant) {
      now = instant;
    }

    private synchronized void advance(Duration by) {
      now = now.plus(by);
    }
  }
}
