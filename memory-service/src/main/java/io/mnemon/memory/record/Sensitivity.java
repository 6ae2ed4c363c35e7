package io.mnemon.memory.record;

import java.util.Locale;
import java.util.Optional;

/**
 * How carefully a memory is kept: private ones are indexed only by keyed hashes, secret ones not at
 * all.
 */
public enum Sensitivity {
  PUBLIC,
  INTERNAL,
  PRIVATE,
  SECRET;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word on the wire and in tables. */
  public String word() {
    return word;
  }

  public static Optional<Sensitivity> ofWord(String word) {
    for (Sensitivity sensitivity : values()) {
      if (sensitivity.word.equals(word)) {
        return Optional.of(sensitivity);
      }
    }
    return Optional.empty();
  }
}
