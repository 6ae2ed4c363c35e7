package io.mnemon.memory.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mnemon.tenancy.Layer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecayTest {
  private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
  private static final Map<Layer, Double> RATES =
      Map.of(
          Layer.AGENT, 0.1,
          Layer.SESSION, 0.05,
          Layer.USER, 0.03,
          Layer.PROJECT, 0.01,
          Layer.TEAM, 0.008,
          Layer.ORG, 0.005,
          Layer.COMPANY, 0.002);
  private final Decay decay = new Decay(RATES, 0.03);

  private Worth worth(Layer layer, long uses, Duration since) {
    return decay.worth(layer, uses, MADE, MADE.plus(since), false);
  }

  @ParameterizedTest
  @CsvSource({"AGENT,0.549", "SESSION,0.741", "USER,0.835", "PROJECT,0.942", "COMPANY,0.988"})
  void anImportanceOfOneFadesInSixDays(Layer layer, double left) {
    assertThat(worth(layer, 0, Duration.ofDays(6)).of(1)).isCloseTo(left, within(0.001));
  }

  @ParameterizedTest
  @ValueSource(longs = {24, 1, 7})
  void computedInStepsItIsTheSameAsAtOnce(long stepHours) {
    long seed = 20261128L;
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      Layer layer = Layer.values()[random.nextInt(Layer.values().length)];
      double importance = random.nextDouble();
      long hours = stepHours * (1 + random.nextInt(1000));

      double inSteps = importance;
      for (long hour = 0; hour < hours; hour += stepHours) {
        inSteps = worth(layer, 0, Duration.ofHours(stepHours)).of(inSteps);
      }

      assertThat(worth(layer, 0, Duration.ofHours(hours)).of(importance))
          .as("seed %d, %s, %s after %d hours", seed, layer, importance, hours)
          .isCloseTo(inSteps, within(1e-12));
    }
  }

  @Test
  void tenUsesLiftAboutAsMuchAsOneFullReward() {
    assertThat(worth(Layer.USER, 10, Duration.ZERO).of(0.5)).isCloseTo(0.631, within(0.001));
    assertThat(worth(Layer.USER, 1, Duration.ZERO).of(0.5)).isCloseTo(0.515, within(0.001));
    assertThat(worth(Layer.USER, 1_000_000, Duration.ZERO).of(0)).isLessThanOrEqualTo(1);
  }

  @Test
  void aClockThatWentBackwardsMakesNothingFresherThanFresh() {
    assertThat(worth(Layer.AGENT, 0, Duration.ofDays(-3)).of(0.5)).isEqualTo(0.5);
  }

  @Test
  void ratesThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Decay(Map.of(Layer.USER, 0.1), 0.03))
        .hasMessageContaining("must be 0 or more per day");
    assertThatThrownBy(() -> new Decay(RATES, 1)).hasMessageContaining("lift");
  }
}
