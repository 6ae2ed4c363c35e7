package io.mnemon.memory.record;

import java.util.Locale;
import java.util.Optional;

/** What sort of thing a memory is. */
public enum Kind {
  FACT,
  EPISODE,
  PROCEDURE,
  PREFERENCE,
  OBSERVATION,
  NOTE,
  HINDSIGHT;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word on the wire and in tables. */
  public String word() {
    return word;
  }

  public static Optional<Kind> ofWord(String word) {
    for (Kind kind : values()) {
      if (kind.word.equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
