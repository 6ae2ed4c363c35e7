package io.mnemon.governance.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final Duration FIRST = Duration.ofSeconds(30);

  @Test
  void eightAttemptsTakeAboutADay() {
    Retries retries = new Retries(8, FIRST, 3.5, 0);

    Duration all =
        IntStream.rangeClosed(1, 7)
            .mapToObj(attempt -> retries.pauseAfter(attempt, new Random(1)).orElseThrow())
            .reduce(Duration.ZERO, Duration::plus);

    assertThat(all).isBetween(Duration.ofHours(20), Duration.ofHours(24));
    assertThat(retries.pauseAfter(8, new Random(1))).isEmpty();
  }

  @Test
  void aPauseIsALittleRandom() {
    Retries retries = new Retries(3, FIRST, 2, 0.2);
    Random random = new Random(7);

    assertThat(IntStream.range(0, 1_000).mapToObj(i -> retries.pauseAfter(1, random).orElseThrow()))
        .allSatisfy(
            pause -> assertThat(pause).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36)));
  }

  @Test
  void pausesDiffer() {
    Retries retries = new Retries(3, FIRST, 2, 0.2);
    Random random = new Random(7);

    assertThat(retries.pauseAfter(1, random)).isNotEqualTo(retries.pauseAfter(1, random));
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new Retries(0, FIRST, 2, 0.2)).hasMessageContaining("attempts");
    assertThatThrownBy(() -> new Retries(1, FIRST, 0.5, 0.2)).hasMessageContaining("growth");
    assertThatThrownBy(() -> new Retries(1, FIRST, 2, 1)).hasMessageContaining("jitter");
  }
}
