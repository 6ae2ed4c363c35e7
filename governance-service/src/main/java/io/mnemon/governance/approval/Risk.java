package io.mnemon.governance.approval;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much may go wrong, and so how many people have to approve it at least. */
enum Risk {
  LOW(1),
  MEDIUM(1),
  HIGH(2),
  CRITICAL(2);

  private final String word = name().toLowerCase(Locale.ROOT);
  private final int minimum;

  Risk(int minimum) {
    this.minimum = minimum;
  }

  int minimum() {
    return minimum;
  }

  String word() {
    return word;
  }

  static Optional<Risk> ofWord(String word) {
    return Arrays.stream(values()).filter(some -> some.word.equals(word)).findFirst();
  }
}
