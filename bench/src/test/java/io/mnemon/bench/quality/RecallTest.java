package io.mnemon.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.bench.report.Figure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecallTest {

  private static Map<String, Double> figures(Recall recall) {
    return recall.figures().stream().collect(Collectors.toMap(Figure::name, Figure::value));
  }

  /** Twenty turns that are no evidence, with some of the evidence at the given ranks. */
  private static List<String> found(Map<Integer, String> evidence) {
    return IntStream.rangeClosed(1, 20)
        .mapToObj(rank -> evidence.getOrDefault(rank, "other-" + rank))
        .toList();
  }

  @Test
  void evidenceCountsAtTheDepthWhereItStands() {
    Recall recall = new Recall();

    recall.count(Set.of("a", "b"), found(Map.of(4, "a", 11, "b")));

    assertThat(figures(recall))
        .containsEntry("any hit@5", 1.0)
        .containsEntry("fraction@5", 0.5)
        .containsEntry("all@5", 0.0)
        .containsEntry("fraction@10", 0.5)
        .containsEntry("fraction@20", 1.0)
        .containsEntry("all@20", 1.0)
        .containsEntry("MRR@10", 0.25);
  }

  @Test
  void questionsAreAveraged() {
    Recall recall = new Recall();

    recall.count(Set.of("a"), found(Map.of(1, "a")));
    recall.count(Set.of("a"), found(Map.of()));
    recall.count(Set.of("a"), List.of());

    assertThat(figures(recall))
        .containsEntry("questions", 3.0)
        .containsEntry("any hit@5", 1.0 / 3)
        .containsEntry("MRR@10", 1.0 / 3);
  }

  @Test
  void aHitBelowTheTenthRankHasNoReciprocal() {
    Recall recall = new Recall();

    recall.count(Set.of("a"), found(Map.of(11, "a")));

    assertThat(figures(recall)).containsEntry("MRR@10", 0.0).containsEntry("any hit@20", 1.0);
  }
}
