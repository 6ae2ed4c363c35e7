package io.mnemon.memory.upkeep;

/**
 * Counts the words of a text. A character of a script that is written without spaces counts as a
 * word of its own.
 */
final class Words {
  private Words() {}

  static int count(String text) {
    int count = 0;
    for (int at = next(text, 0); at < text.length(); at = next(text, end(text, at))) {
      count++;
    }
    return count;
  }

  /** The text up to the end of its n-th word. */
  static String first(int n, String text) {
    int end = 0;
    int at = next(text, 0);
    for (int i = 0; i < n && at < text.length(); i++) {
      end = end(text, at);
      at = next(text, end);
    }
    return text.substring(0, end);
  }

  /** Where the next word begins; the end of the text if there is none. */
  private static int next(String text, int from) {
    int at = from;
    while (at < text.length() && !Character.isLetterOrDigit(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  private static int end(String text, int start) {
    int at = start + Character.charCount(text.codePointAt(start));
    if (isWordByItself(text.codePointAt(start))) {
      return at;
    }
    while (at < text.length() && continues(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  private static boolean continues(int character) {
    return !isWordByItself(character)
        && (Character.isLetterOrDigit(character)
            || Character.getType(character) == Character.NON_SPACING_MARK
            || Character.getType(character) == Character.COMBINING_SPACING_MARK
            || character == '\''
            || character == '’');
  }

  private static boolean isWordByItself(int character) {
    return switch (Character.UnicodeScript.of(character)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL, THAI, LAO, KHMER, MYANMAR -> true;
      default -> false;
    };
  }
}
