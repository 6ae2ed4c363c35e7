package io.mnemon.memory.worth;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said of a memory.
 *
 * @param score −1 to 1
 * @param reason empty if none was given
 * @param recallId the recall that brought it up
 * @param principal who said it
 */
public record Reward(
    UUID id,
    UUID memory,
    RewardKind kind,
    double score,
    String reason,
    @Nullable UUID recallId,
    UUID principal,
    Instant at) {

  /**
   * Where a reward of this score moves an importance: towards 1 by a share of what it lacks, or
   * towards 0 by a share of what it has.
   *
   * @param step that share for a score of 1
   */
  static double moved(double importance, double score, double step) {
    double room = score > 0 ? 1 - importance : importance;
    return Math.clamp(importance + step * score * room, 0, 1);
  }
}
