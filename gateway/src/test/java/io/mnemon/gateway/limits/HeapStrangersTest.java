package io.mnemon.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mnemon.api.ServiceException;
import io.mnemon.test.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeapStrangersTest {
  private final FakeClock clock = FakeClock.at("2026-01-01T00:00:00Z");
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final HeapStrangers strangers = new HeapStrangers(new Rate(2, 3), 10, clock, meters);

  @Test
  void anAddressMayTrySoManyWrongKeys() {
    for (int i = 0; i < 3; i++) {
      strangers.mayTry("mallory");
      strangers.wrongKey("mallory");
    }

    assertThatThrownBy(() -> strangers.mayTry("mallory"))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.retryAfter()).contains(Duration.ofMillis(500)));
    strangers.mayTry("alice");
    assertThat(meters.counter("mnemon.limits.refused", "limit", "keys", "of", "address").count())
        .isEqualTo(1);
  }

  @Test
  void aClockThatIsSetBackShutsNobodyOutForLonger() {
    for (int i = 0; i < 3; i++) {
      strangers.wrongKey("mallory");
    }

    clock.set(clock.instant().minus(Duration.ofHours(1)));

    strangers.mayTry("mallory");
  }

  @Test
  void itMayTryAgainAfterAWhile() {
    for (int i = 0; i < 3; i++) {
      strangers.wrongKey("mallory");
    }

    clock.advance(Duration.ofMillis(500));

    strangers.mayTry("mallory");
    strangers.wrongKey("mallory");
    assertThatThrownBy(() -> strangers.mayTry("mallory")).isInstanceOf(ServiceException.class);
  }
}
