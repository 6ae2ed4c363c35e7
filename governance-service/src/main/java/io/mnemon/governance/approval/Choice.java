package io.mnemon.governance.approval;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody decides. */
enum Choice {
  APPROVE,
  REJECT;

  private final String word = name().toLowerCase(Locale.ROOT);

  String word() {
    return word;
  }

  static Optional<Choice> ofWord(String word) {
    return Arrays.stream(values()).filter(some -> some.word.equals(word)).findFirst();
  }
}
