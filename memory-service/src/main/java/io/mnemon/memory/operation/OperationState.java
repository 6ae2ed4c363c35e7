package io.mnemon.memory.operation;

import java.util.Locale;

/** How far an operation, or one of its items, is. */
public enum OperationState {
  QUEUED,
  RUNNING,
  DONE,
  FAILED;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The word on the wire and in tables, e.g. {@code done}. */
  public String word() {
    return word;
  }

  static OperationState ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  boolean isOver() {
    return this == DONE || this == FAILED;
  }
}
