package io.mnemon.memory.recall;

import java.util.Comparator;

/** A candidate with the factors of its score. */
record Shaped(
    Candidate candidate, double importance, double recency, double time, double precedence) {

  /** Best first; of equal scores the more specific layer first, then the older memory. */
  static final Comparator<Shaped> BEST_FIRST =
      Comparator.comparingDouble((Shaped shaped) -> -shaped.product())
          .thenComparing(shaped -> shaped.candidate().layer())
          .thenComparing(shaped -> shaped.candidate().id());

  /** What decides the order. */
  double product() {
    return candidate.fused() * precedence * importance * recency * time;
  }

  double score() {
    return Math.min(1, product());
  }

  Shaped withPrecedence(double factor) {
    return new Shaped(candidate, importance, recency, time, factor);
  }

  Explanation explanation() {
    return new Explanation(
        candidate.dense(),
        candidate.lexical(),
        candidate.fused(),
        precedence,
        importance,
        recency,
        time,
        candidate.importance());
  }
}
