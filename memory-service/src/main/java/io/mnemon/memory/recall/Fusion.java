package io.mnemon.memory.recall;

import io.mnemon.memory.recall.RecallQuery.Mode;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Makes one relevance in 0…1 of what the two legs say about each candidate.
 *
 * <p>Design. Both legs are standardised per query over the candidates (z-scores) and added with
 * weights: combining scores loses less than combining ranks once their scales agree (Fox and Shaw,
 * "Combination of multiple searches", TREC-2, 1994; Montague and Aslam, "Relevance score
 * normalization for metasearch", CIKM 2001; Bruch, Gai and Ingber, "An analysis of fusion functions
 * for hybrid retrieval", ACM TOIS 42(1), 2023). A weak leg then adds little noise, where a rank
 * fusion would give its best hit the same credit as the other's.
 *
 * <ul>
 *   <li>A turn of somebody whom the question names gains a part of a deviation: who is asked about
 *       has said most of what answers.
 *   <li>What is missing: a candidate without a vector takes the lowest cosine of the candidates.
 *       One that the lexical leg has not returned takes 0, which is what BM25 gives to a text
 *       without a word of the query, if the leg has returned all that it had; else the lowest score
 *       returned.
 *   <li>A leg whose scores are all equal says nothing and is left out.
 *   <li>The weighted sum s is mapped by the increasing line that takes the sum that a candidate
 *       best in both legs would have to the highest cosine among the candidates, and the one worst
 *       in both legs to the lowest, clipped so that the line always increases. So the order is that
 *       of the sum, and a score reads like a cosine: the best of a bad lot is no good match.
 *   <li>Dense only: the cosine clipped to 0…1. Lexical only: BM25 divided by the highest of the
 *       query.
 * </ul>
 */
final class Fusion {
  /** Below this a deviation is rounding: the leg does not tell the candidates apart. */
  private static final double NO_DEVIATION = 1e-9;

  /** Keep the line increasing where the cosines are no better than chance, or all alike. */
  private static final double LEAST_TOP = 0.1;

  private static final double WIDEST_BOTTOM = 0.9;

  private final double lexicalWeight;
  private final double denseWeight;
  private final double namedWeight;

  Fusion(double lexicalWeight, double denseWeight, double namedWeight) {
    this.lexicalWeight = lexicalWeight;
    this.denseWeight = denseWeight;
    this.namedWeight = namedWeight;
  }

  /**
   * What the legs say about one candidate.
   *
   * @param isNamed whether the question names whose words it is
   */
  record Evidence(OptionalDouble dense, OptionalDouble lexical, boolean isNamed) {}

  /**
   * @param depth how many candidates each leg was asked for
   * @return each candidate's relevance, in the candidates' order
   */
  List<Double> fuse(List<Evidence> candidates, Mode mode, int depth) {
    if (candidates.isEmpty()) {
      return List.of();
    }
    return switch (mode) {
      case DENSE -> map(candidates, each -> Math.clamp(each.dense().orElse(0), 0.0, 1.0));
      case LEXICAL -> {
        double best = candidates.stream().mapToDouble(Fusion::lexicalOrNone).max().orElseThrow();
        yield map(candidates, each -> best > 0 ? lexicalOrNone(each) / best : 0);
      }
      case HYBRID -> hybrid(candidates, depth);
    };
  }

  private List<Double> hybrid(List<Evidence> candidates, int depth) {
    double[] cosines = candidates.stream().mapToDouble(each -> each.dense().orElse(0)).toArray();
    double lowest =
        candidates.stream().flatMapToDouble(each -> each.dense().stream()).min().orElse(0);
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = candidates.get(i).dense().orElse(lowest);
    }
    double absent = absentLexical(candidates, depth);
    double[] words =
        candidates.stream().mapToDouble(each -> each.lexical().orElse(absent)).toArray();

    Leg dense = Leg.of(cosines, denseWeight);
    Leg lexical = Leg.of(words, lexicalWeight);
    boolean anyNamed = candidates.stream().anyMatch(Evidence::isNamed);
    double range = dense.range() + lexical.range() + (anyNamed ? namedWeight : 0);
    boolean anyVector = candidates.stream().anyMatch(each -> each.dense().isPresent());
    double top = anyVector ? Math.clamp(dense.highest(), LEAST_TOP, 1.0) : 1;
    double bottom = anyVector ? Math.clamp(dense.lowest(), 0.0, WIDEST_BOTTOM * top) : 0;
    return IntStream.range(0, cosines.length)
        .mapToDouble(
            i ->
                dense.above(cosines[i])
                    + lexical.above(words[i])
                    + (candidates.get(i).isNamed() ? namedWeight : 0))
        .map(sum -> range > 0 ? bottom + (top - bottom) * Math.min(1, sum / range) : top)
        .boxed()
        .toList();
  }

  private static double absentLexical(List<Evidence> candidates, int depth) {
    double[] returned =
        candidates.stream().flatMapToDouble(each -> each.lexical().stream()).toArray();
    return returned.length < depth
        ? 0
        : IntStream.range(0, returned.length).mapToDouble(i -> returned[i]).min().orElse(0);
  }

  private static double lexicalOrNone(Evidence evidence) {
    return evidence.lexical().orElse(0);
  }

  private static List<Double> map(List<Evidence> candidates, ToDoubleFunction<Evidence> relevance) {
    return candidates.stream().mapToDouble(relevance).boxed().toList();
  }

  /**
   * One leg's scores, standardised: the mean falls out because only distances from the lowest
   * count.
   *
   * @param perDeviation the weight of one unit of the score; 0 if the leg says nothing
   */
  private record Leg(double lowest, double highest, double perDeviation) {
    static Leg of(double[] scores, double weight) {
      double mean = 0;
      double lowest = Double.POSITIVE_INFINITY;
      double highest = Double.NEGATIVE_INFINITY;
      for (double score : scores) {
        mean += score / scores.length;
        lowest = Math.min(lowest, score);
        highest = Math.max(highest, score);
      }
      double squares = 0;
      for (double score : scores) {
        squares += (score - mean) * (score - mean);
      }
      double deviation = Math.sqrt(squares / scores.length);
      return new Leg(lowest, highest, deviation > NO_DEVIATION ? weight / deviation : 0);
    }

    double above(double score) {
      return (score - lowest) * perDeviation;
    }

    double range() {
      return above(highest);
    }
  }
}
