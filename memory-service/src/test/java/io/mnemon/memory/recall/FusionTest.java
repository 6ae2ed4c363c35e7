package io.mnemon.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.memory.recall.Fusion.Evidence;
import io.mnemon.memory.recall.RecallQuery.Mode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FusionTest {
  private static final int DEPTH = 100;
  private static final double ROUNDING = 1e-12;

  private final Fusion fusion = new Fusion(1, 1, 0.5);

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyRelevanceLiesBetweenZeroAndOne(long seed) {
    List<Evidence> candidates = candidates(new Random(seed));

    for (Mode mode : Mode.values()) {
      assertThat(fusion.fuse(candidates, mode, DEPTH))
          .hasSameSizeAs(candidates)
          .allMatch(relevance -> relevance >= 0 && relevance <= 1);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whoIsBetterInBothLegsIsMoreRelevant(long seed) {
    List<Evidence> candidates = candidates(new Random(seed));

    List<Double> fused = fusion.fuse(candidates, Mode.HYBRID, DEPTH);

    for (int i = 0; i < fused.size(); i++) {
      for (int j = 0; j < fused.size(); j++) {
        Evidence a = candidates.get(i);
        Evidence b = candidates.get(j);
        if (isAbove(a.dense(), b.dense()) && isAbove(a.lexical(), b.lexical())) {
          assertThat(fused.get(i)).isGreaterThan(fused.get(j));
        }
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theOrderOfTheCandidatesDoesNotMatter(long seed) {
    Random random = new Random(seed);
    List<Evidence> candidates = candidates(random);
    List<Integer> places = new ArrayList<>(IntStream.range(0, candidates.size()).boxed().toList());
    Collections.shuffle(places, random);

    List<Double> fused = fusion.fuse(candidates, Mode.HYBRID, DEPTH);
    List<Double> shuffled =
        fusion.fuse(places.stream().map(candidates::get).toList(), Mode.HYBRID, DEPTH);

    for (int i = 0; i < places.size(); i++) {
      assertThat(Math.abs(shuffled.get(i) - fused.get(places.get(i)))).isLessThan(ROUNDING);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theOrderIsThatOfTheSumOfStandardisedScores(long seed) {
    Random random = new Random(seed);
    List<Evidence> candidates =
        IntStream.range(0, 2 + random.nextInt(50))
            .mapToObj(i -> evidence(0.3 + 0.5 * random.nextDouble(), 1 + 20 * random.nextDouble()))
            .toList();
    double[] dense = standardise(candidates.stream().mapToDouble(e -> e.dense().getAsDouble()));
    double[] words = standardise(candidates.stream().mapToDouble(e -> e.lexical().getAsDouble()));

    List<Double> fused = new Fusion(2, 1, 0.5).fuse(candidates, Mode.HYBRID, DEPTH);

    List<Integer> bySum =
        IntStream.range(0, dense.length)
            .boxed()
            .sorted((i, j) -> Double.compare(2 * words[j] + dense[j], 2 * words[i] + dense[i]))
            .toList();
    for (int i = 1; i < bySum.size(); i++) {
      assertThat(fused.get(bySum.get(i))).isLessThanOrEqualTo(fused.get(bySum.get(i - 1)));
    }
  }

  @Test
  void aSharedWordDecidesBetweenTextsThatMeanTheSame() {
    List<Double> fused =
        fusion.fuse(
            List.of(evidence(0.7, null), evidence(0.7, 3.0), evidence(0.7, 5.0)),
            Mode.HYBRID,
            DEPTH);

    assertThat(fused.get(2)).isEqualTo(0.7);
    assertThat(fused.get(1)).isLessThan(fused.get(2)).isGreaterThan(fused.get(0));
  }

  @Test
  void wordsDecideWhereThereIsNoVectorAtAll() {
    List<Double> fused =
        fusion.fuse(List.of(evidence(null, 3.0), evidence(null, 6.0)), Mode.HYBRID, DEPTH);

    assertThat(fused).containsExactly(0.0, 1.0);
  }

  @Test
  void theOnlyCandidateIsAsRelevantAsItsCosine() {
    assertThat(fusion.fuse(List.of(evidence(0.42, null)), Mode.HYBRID, DEPTH))
        .containsExactly(0.42);
  }

  @Test
  void whatAFullLexicalLegHasNotReturnedMayBeAlmostAsGoodAsItsWorst() {
    List<Evidence> candidates =
        List.of(evidence(0.5, 10.0), evidence(0.5, 9.0), evidence(0.6, null));

    Fusion wordsFirst = new Fusion(2, 1, 0.5);

    List<Double> exhausted = wordsFirst.fuse(candidates, Mode.HYBRID, 3);
    List<Double> cut = wordsFirst.fuse(candidates, Mode.HYBRID, 2);

    assertThat(exhausted.get(2)).isLessThan(exhausted.get(1));
    assertThat(cut.get(2)).isGreaterThan(cut.get(1));
  }

  @Test
  void denseRelevanceIsTheCosineClipped() {
    assertThat(
            fusion.fuse(
                List.of(evidence(0.8, null), evidence(-0.2, null), evidence(null, null)),
                Mode.DENSE,
                DEPTH))
        .containsExactly(0.8, 0.0, 0.0);
  }

  @Test
  void lexicalRelevanceIsRelativeToTheBestOfTheQuery() {
    assertThat(
            fusion.fuse(
                List.of(evidence(null, 2.0), evidence(null, 8.0), evidence(null, 4.0)),
                Mode.LEXICAL,
                DEPTH))
        .containsExactly(0.25, 1.0, 0.5);
  }

  @Test
  void nothingFusesToNothing() {
    assertThat(fusion.fuse(List.of(), Mode.HYBRID, DEPTH)).isEmpty();
  }

  private static List<Evidence> candidates(Random random) {
    return IntStream.range(0, 1 + random.nextInt(60))
        .mapToObj(
            i ->
                switch (random.nextInt(4)) {
                  case 0 -> evidence(cosine(random), null);
                  case 1 -> evidence(null, 20 * random.nextDouble());
                  default -> evidence(cosine(random), 20 * random.nextDouble());
                })
        .toList();
  }

  @Test
  void whoIsNamedWinsAmongEqualsAndLosesAgainstAClearlyBetterOne() {
    Evidence equal = evidence(0.5, 5.0);
    Evidence named = new Evidence(equal.dense(), equal.lexical(), true);
    Evidence better = evidence(0.9, 9.0);

    List<Double> fused =
        fusion.fuse(List.of(equal, named, better, evidence(0.1, 1.0)), Mode.HYBRID, DEPTH);

    assertThat(fused.get(1)).isGreaterThan(fused.get(0)).isLessThan(fused.get(2));
  }

  private static double cosine(Random random) {
    return 2 * random.nextDouble() - 1;
  }

  private static Evidence evidence(@Nullable Double dense, @Nullable Double lexical) {
    return new Evidence(
        dense == null ? OptionalDouble.empty() : OptionalDouble.of(dense),
        lexical == null ? OptionalDouble.empty() : OptionalDouble.of(lexical),
        false);
  }

  private static boolean isAbove(OptionalDouble one, OptionalDouble other) {
    return one.isPresent() && other.isPresent() && one.getAsDouble() > other.getAsDouble();
  }

  private static double[] standardise(DoubleStream scores) {
    double[] all = scores.toArray();
    double mean = IntStream.range(0, all.length).mapToDouble(i -> all[i]).average().orElseThrow();
    double variance =
        IntStream.range(0, all.length)
            .mapToDouble(i -> (all[i] - mean) * (all[i] - mean))
            .average()
            .orElseThrow();
    return IntStream.range(0, all.length)
        .mapToDouble(i -> (all[i] - mean) / Math.sqrt(variance))
        .toArray();
  }
}
