package io.mnemon.governance.approval;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How many have to approve: one, some, or everybody who was named. */
enum Mode {
  SINGLE,
  QUORUM,
  UNANIMOUS;

  private final String word = name().toLowerCase(Locale.ROOT);

  String word() {
    return word;
  }

  static Optional<Mode> ofWord(String word) {
    return Arrays.stream(values()).filter(some -> some.word.equals(word)).findFirst();
  }
}
