package io.mnemon.memory.truth;

import java.util.Locale;

/** What a newer statement means for an older one. */
sealed interface Verdict {
  Verdict UNRELATED = new Unrelated();

  /** They say the same in the same words. */
  record Exact() implements Verdict {}

  /** They say nearly the same. */
  record NearDuplicate() implements Verdict {}

  /** Both cannot be true at the same time. */
  record Contradicts(Reason reason) implements Verdict {}

  /** Nothing follows from the one for the other. */
  record Unrelated() implements Verdict {}

  /** Why two statements cannot both be true. */
  enum Reason {
    /** The same with another number. */
    CHANGED_NUMBER,
    /** The same with another date or time. */
    CHANGED_TIME,
    /** The same attribute has another value. */
    CHANGED_VALUE,
    /** The one denies what the other says. */
    NEGATED,
    /** A word stands where the other has its opposite. */
    OPPOSITE,
    /** The newer one says that what the older tells of was left. */
    LEFT;

    private final String word = name().toLowerCase(Locale.ROOT);

    String word() {
      return word;
    }
  }
}
