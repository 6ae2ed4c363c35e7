package io.mnemon.memory.record;

import java.util.Locale;
import java.util.Optional;

/** How a memory came to be known. */
public enum Source {
  CONVERSATION,
  TOOL_RESULT,
  KNOWLEDGE_SYNC,
  MANUAL,
  IMPORT;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word on the wire and in tables. */
  public String word() {
    return word;
  }

  public static Optional<Source> ofWord(String word) {
    for (Source source : values()) {
      if (source.word.equals(word)) {
        return Optional.of(source);
      }
    }
    return Optional.empty();
  }
}
