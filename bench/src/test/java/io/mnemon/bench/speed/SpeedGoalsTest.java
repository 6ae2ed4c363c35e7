package io.mnemon.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.bench.report.Figure;
import io.mnemon.bench.report.Report;
import io.mnemon.bench.report.Row;
import io.mnemon.bench.report.Section;
import io.mnemon.bench.report.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeedGoalsTest {
  private static final SpeedPlan PLAN = new SpeedPlan(List.of(10, 5), 10, 0, 1, 1, 1, 10, 10, 0);

  private static Row row(String label, String figure, double value) {
    return new Row(label, Figure.of(figure, "", value));
  }

  @Test
  void goalsAreJudgedBesideTheRawParts() {
    Report report =
        new Report(
            Map.of(),
            List.of(
                new Section(
                    "Search, new questions, one tenant",
                    "",
                    List.of(
                        row("10, HTTP, everything, 1 client", "p50", 8),
                        row("10, model alone, 1 caller", "p50", 6))),
                new Section(
                    "The nearest vectors, one tenant",
                    "",
                    List.of(row("10, index alone", "of 10", 98.5))),
                new Section(
                    "Ingest in batches, one tenant",
                    "",
                    List.of(
                        row("to 10, HTTP", "rate", 70), row("to 10, model alone", "rate", 100))),
                new Section(
                    "Single adds, one tenant",
                    "",
                    List.of(
                        row("10, HTTP, 1 client", "p50", 10),
                        row("10, model alone", "p50", 3),
                        row("10, fsynced commit alone", "p50", 1)))),
            List.of());

    List<Verdict> verdicts = new SpeedGoals(report, PLAN).verdicts();

    assertThat(verdicts)
        .containsExactly(
            new Verdict(
                "search at 10, one client, p50 without the embedding, ms", "≤ 3", "2", true),
            new Verdict(
                "single add at 10, p50 ÷ (embedding + fsynced commit)", "≤ 2", "2.50", false),
            new Verdict("of the nearest ten at 10, found, %", "≥ 98", "98.5", true),
            new Verdict("batch ingest to 10, HTTP, rate ÷ model alone", "≥ 0.800", "0.700", false));
  }

  @Test
  void whatWasNotMeasuredIsNotJudged() {
    Report nothing = new Report(Map.of(), List.of(), List.of());

    assertThat(new SpeedGoals(nothing, PLAN).verdicts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {Row.FAILED, Row.PARTIAL})
  void aLoadWhoseRequestsFailedMeetsNothing(String how) {
    Report report =
        new Report(
            Map.of(),
            List.of(
                new Section(
                    "Search, new questions, one tenant",
                    "",
                    List.of(
                        new Row(
                            "10, HTTP, everything, 1 client",
                            Figure.of("p50", "", 7),
                            Figure.of(how, "", 1)),
                        row("10, model alone, 1 caller", "p50", 6)))),
            List.of());

    assertThat(new SpeedGoals(report, PLAN).verdicts())
        .containsExactly(
            new Verdict(
                "search at 10, one client, p50 without the embedding, ms", "≤ 3", "–", false));
  }
}
