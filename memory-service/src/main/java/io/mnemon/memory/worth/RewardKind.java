package io.mnemon.memory.worth;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How good a memory was, and what that counts if nobody says how much. */
public enum RewardKind {
  HELPFUL(1),
  IRRELEVANT(-0.5),
  OUTDATED(-0.5),
  INACCURATE(-1),
  DUPLICATE(-0.5);

  private final double score;

  RewardKind(double score) {
    this.score = score;
  }

  public static Optional<RewardKind> ofWord(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it counts if nothing else is said, −1 to 1. */
  public double score() {
    return score;
  }

  /** Whether a score fits: praise is not negative, and blame is not positive. */
  public boolean admits(double other) {
    return score > 0 ? other >= 0 && other <= 1 : other <= 0 && other >= -1;
  }
}
