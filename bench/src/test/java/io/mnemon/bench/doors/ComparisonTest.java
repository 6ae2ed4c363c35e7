package io.mnemon.bench.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.bench.doors.Comparison.Goal;
import io.mnemon.bench.doors.Comparison.Medians;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  private static final Medians MEDIANS =
      new Medians(List.of(2.0, 4.0, 5.0), List.of(4.0, 4.0, 5.5));

  @Test
  void bothSidesTakeTurnsAndTheFirstRoundDoesNotCount() {
    List<String> calls = new ArrayList<>();
    Comparison comparison =
        new Comparison(
            "it", Goal.SDK, number -> calls.add("s" + number), number -> calls.add("d" + number));

    Medians medians = comparison.measure(1, 2);

    assertThat(calls).containsExactly("d0", "s0", "s1", "d1", "d2", "s2", "s3", "d3");
    assertThat(medians.straight()).hasSize(1);
    assertThat(medians.door()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"COMPATIBLE, 1.10, true", "SDK, 1.10, true", "MCP, 0.500, true"})
  void whatADoorCostsIsTheMedianOfTheRounds(Goal goal, String measured, boolean met) {
    assertThat(Comparison.verdict("it", goal, MEDIANS).measured()).isEqualTo(measured);
    assertThat(Comparison.verdict("it", goal, MEDIANS).met()).isEqualTo(met);
  }

  @Test
  void aLineShowsBothSidesAndTheSpreadOfTheCost() {
    assertThat(Comparison.row("it", Goal.COMPATIBLE, MEDIANS).summary())
        .isEqualTo("it: straight p50 4 ms, door p50 4 ms, cost × 1.10 ");
    assertThat(Comparison.row("it", Goal.COMPATIBLE, MEDIANS).figures().getLast().max())
        .isEqualTo(2);
  }
}
