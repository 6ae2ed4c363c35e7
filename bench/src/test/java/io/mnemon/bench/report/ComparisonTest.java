package io.mnemon.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

  @ParameterizedTest
  @CsvSource({
    // Measured in rounds: moved if the ranges do not touch.
    "2, 1.5, 2.5,  3, 2.6, 3.4,  true",
    "2, 1.5, 2.5,  3, 2.5, 3.4,  false",
    "3, 2.6, 3.4,  2, 1.5, 2.5,  true",
    // Apart, but by too little to mean something.
    "100, 99, 101,  104, 103, 105,  false",
    "100, 99, 101,  106, 105, 107,  true",
    // Measured once: five percent either way.
    "100, 100, 100,  111, 111, 111,  true",
    "100, 100, 100,  109, 109, 109,  false",
    "0, 0, 0,  0, 0, 0,  false",
    "0, 0, 0,  1, 1, 1,  true",
  })
  void aFigureHasMovedBeyondItsSpread(
      double before,
      double least,
      double most,
      double after,
      double min,
      double max,
      boolean moved) {
    Figure earlier = new Figure("p50", "ms", before, least, most);
    Figure later = new Figure("p50", "ms", after, min, max);

    assertThat(Comparison.hasMoved(earlier, later)).isEqualTo(moved);
  }

  @Test
  void ratiosStandBesideWhatMovedAndWhatElseDiffered() {
    Report before = ReportTest.report("a", Figure.of("p50", "ms", 2), Figure.of("gone", "", 1));
    Report after = ReportTest.report("b", Figure.of("p50", "ms", 3), Figure.of("new", "", 1));

    assertThat(new Comparison(before, after).markdown())
        .isEqualTo(
            """
            machine: a → b \s

            ## Search

            |  | figure | before | after | after ÷ before |  |
            |---|---:|---:|---:|---:|---:|
            | 1,000, HTTP | p50, ms | 2 | 3 | 1.50 | **moved** |
            """);
  }

  @Test
  void whatOnlyOneOfThemMeasuredIsNamed() {
    Report nothing = new Report(Map.of("machine", "a"), List.of(), List.of());
    Report report = ReportTest.report("a", Figure.of("p50", "ms", 2));

    assertThat(new Comparison(nothing, report).markdown())
        .isEqualTo("\n## Only after\n\n- Search: 1,000, HTTP\n");
    assertThat(new Comparison(report, nothing).markdown())
        .isEqualTo("\n## Only before\n\n- Search: 1,000, HTTP\n");
  }
}
