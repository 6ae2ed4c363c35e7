package io.mnemon.memory.recall;

import io.mnemon.inference.Embedding;
import io.mnemon.tenancy.Layer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Turns relevance into a score by factors close to 1.
 *
 * <ul>
 *   <li>Effective importance i: 1 + w·(i − 0.5), so that a fresh memory of the default changes
 *       nothing.
 *   <li>Recency: 1 − w·(1 − 2^(−age ÷ half-life)) by event time, seen from the time that is asked
 *       about; what lies after it counts as new.
 *   <li>Time: what happened when the question says gains, and so does, where the question asks for
 *       a time, a text that tells one. Nothing is lost by it: words of time are soft.
 *   <li>Precedence: of two near-duplicates in different layers the less specific one gets the
 *       factor that puts it right below the other, if it is not below already.
 * </ul>
 *
 * With equal factors the order is that of relevance.
 */
final class Shaping {
  /** Right below: smaller than any difference that means something. */
  private static final double JUST_BELOW = 1 - 1e-9;

  private final RecallTuning tuning;

  Shaping(RecallTuning tuning) {
    this.tuning = tuning;
  }

  /**
   * @param reference the time that is asked about
   * @param words what the question says about time
   */
  Shaped shape(Candidate candidate, Instant reference, TimeWords words) {
    return new Shaped(
        candidate,
        1 + tuning.importanceWeight() * (candidate.importance() - 0.5),
        recency(Duration.between(candidate.eventTime(), reference)),
        time(candidate, words),
        1);
  }

  private double time(Candidate candidate, TimeWords words) {
    boolean isThen = words.span().map(span -> span.has(candidate.eventTime())).orElse(false);
    boolean tells = words.asksWhen() && candidate.tellsTime();
    return 1 + (isThen ? tuning.spanWeight() : 0) + (tells ? tuning.toldWeight() : 0);
  }

  private double recency(Duration age) {
    // Whole seconds would make the order of two memories depend on the moment of the question.
    double ageSeconds = Math.max(0, age.toSeconds() + age.toNanosPart() / 1e9);
    double halfLives = ageSeconds / Math.max(1, tuning.recencyHalfLife().toSeconds());
    return 1 - tuning.recencyWeight() * (1 - Math.pow(2, -halfLives));
  }

  /** Whether precedence can matter at all, so that vectors are worth reading. */
  static boolean spansLayers(List<Shaped> pool) {
    return pool.stream().map(Shaping::layer).distinct().limit(2).count() > 1;
  }

  /** The pool with precedence applied, in no particular order. */
  List<Shaped> withPrecedence(List<Shaped> pool, Map<UUID, Embedding> vectors) {
    List<Shaped> settled = new ArrayList<>();
    // From the most specific layer on: whoever limits another has its final score by then.
    for (Shaped general : pool.stream().sorted(Comparator.comparing(Shaping::layer)).toList()) {
      double limit =
          settled.stream()
              .filter(specific -> layer(specific) != layer(general))
              .filter(specific -> sayNearlyTheSame(specific, general, vectors))
              .mapToDouble(specific -> specific.product() * JUST_BELOW)
              .min()
              .orElse(Double.POSITIVE_INFINITY);
      settled.add(
          general.product() > limit ? general.withPrecedence(limit / general.product()) : general);
    }
    return settled;
  }

  private boolean sayNearlyTheSame(Shaped one, Shaped other, Map<UUID, Embedding> vectors) {
    Embedding a = vectors.get(one.candidate().id());
    Embedding b = vectors.get(other.candidate().id());
    return a != null && b != null && a.cosine(b) >= tuning.nearDuplicate();
  }

  private static Layer layer(Shaped shaped) {
    return shaped.candidate().layer();
  }
}
