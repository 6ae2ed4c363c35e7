package io.mnemon.memory.recall;

import io.mnemon.memory.record.Memory;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What was found.
 *
 * @param results one page, best first
 * @param partial whether something may be missing
 * @param more whether a page follows
 * @param recallId names this recall, UUIDv7
 */
public record RecallAnswer(List<Found> results, boolean partial, boolean more, UUID recallId) {
  public RecallAnswer {
    results = List.copyOf(results);
  }

  /**
   * One memory that was found.
   *
   * @param score 0 to 1, comparable within one answer
   * @param explanation how the score came about, if it was asked for
   * @param neighbours the turns around it, in order
   */
  public record Found(
      Memory memory, double score, Optional<Explanation> explanation, List<Memory> neighbours) {
    public Found {
      neighbours = List.copyOf(neighbours);
    }
  }
}
