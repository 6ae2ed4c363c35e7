package io.mnemon.memory.record;

import java.util.Locale;
import java.util.Optional;

/** What is made of added memories after the answer. */
public enum Infer {
  /** They are kept as they are. */
  NONE,
  /** They are compared with what is known in their scope. */
  CONSOLIDATE,
  /** A language model finds the facts in them, which are then consolidated. */
  EXTRACT;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word on the wire and in tables, e.g. {@code consolidate}. */
  public String word() {
    return word;
  }

  public static Optional<Infer> ofWord(String word) {
    for (Infer infer : values()) {
      if (infer.word.equals(word)) {
        return Optional.of(infer);
      }
    }
    return Optional.empty();
  }
}
