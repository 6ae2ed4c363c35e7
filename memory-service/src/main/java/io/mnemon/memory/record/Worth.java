package io.mnemon.memory.record;

import java.time.Instant;

/**
 * What a memory's importance is worth at the time it was read. Only the uses and the last of them
 * are kept; the rest follows from them and the clock, so reading it at any time gives the same.
 *
 * @param uses how often it was of use
 * @param lastUse when it was of use last; when it was made, if never
 * @param doubt the share of what its importance lacks that its uses have not lifted, 1 if never
 * @param freshness what the time since its last use has left, 0 to 1
 * @param isArchived whether its content lies in the archive
 */
public record Worth(
    long uses, Instant lastUse, double doubt, double freshness, boolean isArchived) {
  /** Of a memory that was just made. */
  static Worth fresh(Instant made) {
    return new Worth(0, made, 1, 1, false);
  }

  /** The effective importance of a memory of this worth, 0 to 1. */
  public double of(double importance) {
    return (1 - (1 - importance) * doubt) * freshness;
  }

  /**
   * The same when the memory is looked after, e.g. changed: that counts as a use, but not twice.
   */
  public Worth lookedAfter(Instant at) {
    return new Worth(uses, at, doubt, 1, false);
  }
}
