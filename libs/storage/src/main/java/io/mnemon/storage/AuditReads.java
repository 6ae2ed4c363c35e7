package io.mnemon.storage;

import java.util.Locale;
import java.util.Optional;

/** How a tenant wants its allowed reads written down. */
public enum AuditReads {
  /** Within some seconds, together with others. */
  BATCHED,
  /** Before they are answered. */
  SYNCHRONOUS,
  OFF;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word on the wire and in tables, e.g. {@code batched}. */
  public String word() {
    return word;
  }

  public static Optional<AuditReads> ofWord(String word) {
    for (AuditReads reads : values()) {
      if (reads.word.equals(word)) {
        return Optional.of(reads);
      }
    }
    return Optional.empty();
  }
}
