package io.mnemon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class FakeClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final FakeClock clock = FakeClock.at(START);

  @Test
  void standsStillUntilItIsMoved() {
    assertThat(clock.instant()).isEqualTo(START);

    clock.advance(Duration.ofMinutes(5));

    assertThat(clock.instant()).isEqualTo("2026-01-01T00:05:00Z");
    assertThat(clock.millis()).isEqualTo(START.toEpochMilli() + 300_000);
  }

  @Test
  void clocksOfOtherZonesMoveWithIt() {
    FakeClock berlin = clock.withZone(ZoneId.of("Europe/Berlin"));

    clock.set(START.minusSeconds(1));

    assertThat(berlin.instant()).isEqualTo(START.minusSeconds(1));
    assertThat(berlin.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
  }

  @Test
  void advanceRefusesToGoBack() {
    assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("set");
  }
}
