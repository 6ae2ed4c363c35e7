package io.mnemon.governance.approval;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is asked for. */
enum ApprovalKind {
  PROMOTION,
  ROLE,
  POLICY,
  ERASURE,
  BUDGET,
  CUSTOM;

  private final String word = name().toLowerCase(Locale.ROOT);

  String word() {
    return word;
  }

  static Optional<ApprovalKind> ofWord(String word) {
    return Arrays.stream(values()).filter(some -> some.word.equals(word)).findFirst();
  }
}
