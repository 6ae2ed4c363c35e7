package io.mnemon.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.bench.report.Figure;
import io.mnemon.bench.report.Row;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final Percentage DIGITS = Percentage.withPercentage(0.2);

  /** One request a millisecond longer than the other. */
  private static Run run(double seconds, int... millis) {
    Latencies latencies = new Latencies();
    for (int each : millis) {
      latencies.record(TimeUnit.MILLISECONDS.toNanos(each));
    }
    return new Run(latencies, 1, 2, seconds, null);
  }

  @Test
  void figuresAreOfAllRoundsAndTheirSpreadIsBetweenThem() {
    Rounds rounds = new Rounds(List.of(run(1, 1, 2, 3), run(2, 10, 20, 30)));

    Figure median = rounds.percentile(50);
    Figure rate = rounds.rate("rate", 10);

    assertThat(median.name()).isEqualTo("p50");
    assertThat(median.value()).isCloseTo(3, DIGITS);
    assertThat(median.min()).isCloseTo(2, DIGITS);
    assertThat(median.max()).isCloseTo(20, DIGITS);
    assertThat(rounds.max().value()).isCloseTo(30, DIGITS);
    assertThat(rate).isEqualTo(new Figure("rate", "1/s", 20, 15, 30));
    assertThat(rounds.sum("failed", Run::failed).value()).isEqualTo(4);
  }

  @Test
  void aRowTellsWhatThePlatformAndTheClientSpent() {
    AtomicInteger cpu = new AtomicInteger();
    Meter meter = new Meter(2, cpu::getAndIncrement);

    Row row = meter.row("search", 2, () -> run(1, 5, 5));

    assertThat(row.figures())
        .extracting(Figure::name)
        .containsExactly(
            "rate",
            "p50",
            "p95",
            "p99",
            "max",
            "failed",
            "partial",
            "platform CPU each",
            "client CPU each");
    assertThat(row.figures().get(7).value()).isEqualTo(1_000.0 / 8);
  }

  @Test
  void whatCannotBeSeenIsNoFigure() {
    Row row = new Meter(1, () -> Double.NaN).row("search", () -> run(1, 5));

    assertThat(row.figures()).extracting(Figure::name).doesNotContain("platform CPU each");
  }
}
