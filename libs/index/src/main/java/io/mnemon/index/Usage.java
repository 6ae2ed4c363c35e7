package io.mnemon.index;

import java.time.Instant;

/**
 * How a memory has been of use so far. It changes more often than the memory and makes no version.
 *
 * @param uses how often it was used
 * @param last when it was of use last; when it was made, if never
 */
public record Usage(long uses, Instant last) {
  /** Never since it was made. */
  public static Usage never(Instant made) {
    return new Usage(0, made);
  }
}
