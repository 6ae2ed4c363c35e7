package io.mnemon.memory.recall;

import java.time.Duration;

/**
 * How scores are made. Every factor is gentle: among memories that differ clearly in relevance,
 * relevance decides.
 *
 * @param lexicalWeight the weight of the standardised BM25 score, above 0
 * @param denseWeight the weight of the standardised cosine, above 0
 * @param namedWeight what a turn gains whose speaker the question names, in the same units
 * @param importanceWeight how far apart importance 0 and 1 are: the factor goes from 1 − half of it
 *     to 1 + half of it
 * @param recencyWeight what an infinitely old memory loses, 0 to 1
 * @param recencyHalfLife the age at which half of that is lost
 * @param spanWeight what a memory gains that happened when the question says
 * @param toldWeight what a text gains that tells a time, where the question asks for one
 * @param nearDuplicate the cosine from which on two memories say nearly the same
 * @param precedencePool among how many of the best near-duplicates are looked for
 * @param minDepth how many hits each leg returns at least
 * @param maxDepth how many hits each leg returns at most
 * @param maxSecrets how many secret memories are decrypted for one search at most
 * @param maxChanged how many memories that have changed since the time that is asked about are read
 *     for one search at most
 */
public record RecallTuning(
    double lexicalWeight,
    double denseWeight,
    double namedWeight,
    double importanceWeight,
    double recencyWeight,
    Duration recencyHalfLife,
    double spanWeight,
    double toldWeight,
    double nearDuplicate,
    int precedencePool,
    int minDepth,
    int maxDepth,
    int maxSecrets,
    int maxChanged) {
  public static final RecallTuning DEFAULT =
      new RecallTuning(
          1, 1, 0.5, 0.1, 0.02, Duration.ofDays(30), 0.15, 0.1, 0.95, 50, 50, 500, 10_000, 1_000);

  public RecallTuning {
    require(lexicalWeight > 0 && denseWeight > 0, "the weights of both legs must be above 0");
    require(namedWeight >= 0, "a named speaker cannot weigh less than nothing");
    require(
        importanceWeight >= 0 && importanceWeight <= 1 && recencyWeight >= 0 && recencyWeight < 1,
        "the weights of importance and recency must lie between 0 and 1");
    require(recencyHalfLife.isPositive(), "the half-life of recency must be positive");
    require(spanWeight >= 0 && toldWeight >= 0, "words of time cannot weigh less than nothing");
    require(nearDuplicate > 0 && nearDuplicate <= 1, "near duplicates need a cosine in 0 to 1");
    require(
        precedencePool >= 0 && maxSecrets >= 0 && maxChanged >= 0,
        "a pool cannot be smaller than nothing");
    require(minDepth >= 1 && maxDepth >= minDepth, "depths must be 1 ≤ minimum ≤ maximum");
  }

  /**
   * How deep each leg searches for pages of a size. It does not depend on the page: scores are
   * relative to the candidates, and pages must be cut from one and the same ranking. Hence at least
   * five pages can be had of one search.
   */
  int depth(int limit) {
    return Math.clamp(5L * limit, minDepth, maxDepth);
  }

  /** The same with another limit of memories that have changed. */
  public RecallTuning withMaxChanged(int most) {
    return new RecallTuning(
        lexicalWeight,
        denseWeight,
        namedWeight,
        importanceWeight,
        recencyWeight,
        recencyHalfLife,
        spanWeight,
        toldWeight,
        nearDuplicate,
        precedencePool,
        minDepth,
        maxDepth,
        maxSecrets,
        most);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException("recall tuning: " + message);
    }
  }
}
