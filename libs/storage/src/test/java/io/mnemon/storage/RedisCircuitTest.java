package io.mnemon.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.test.FakeClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedisCircuitTest {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final FakeClock clock = FakeClock.at("2026-01-01T00:00:00Z");
  private final RedisCircuit circuit =
      new RedisCircuit("Redis", "in tests", Duration.ofSeconds(10), PAUSE, clock);
  private int asked;

  private Optional<String> ask(Future<String> answer) {
    return circuit.ask(
        () -> {
          asked++;
          return answer;
        });
  }

  @Test
  void whatFailsIsLeftAloneForAPause() {
    ask(Future.failedFuture("gone"));

    assertThat(ask(Future.succeededFuture("there"))).isEmpty();
    assertThat(asked).isEqualTo(1);

    clock.advance(PAUSE);
    assertThat(ask(Future.succeededFuture("there"))).hasValue("there");
    assertThat(ask(Future.succeededFuture("there"))).hasValue("there");
  }

  @Test
  void aClockThatIsSetBackMakesNoPauseLonger() {
    ask(Future.failedFuture("gone"));

    clock.set(clock.instant().minus(Duration.ofHours(1)));

    assertThat(ask(Future.succeededFuture("there"))).hasValue("there");
  }
}
