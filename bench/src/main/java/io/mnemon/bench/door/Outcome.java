package io.mnemon.bench.door;

/** How an answered request went. */
public enum Outcome {
  WHOLE,
  /** Answered, but something may be missing. */
  PARTIAL
}
