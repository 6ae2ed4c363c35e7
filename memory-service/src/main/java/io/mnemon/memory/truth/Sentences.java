package io.mnemon.memory.truth;

import java.text.BreakIterator;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The sentences of a text, and what is the same about two that differ in dress only. */
final class Sentences {
  private static final Pattern LINES = Pattern.compile("\\R+");
  private static final String SIGNS = "%$€£+#@";
  private static final String JOINTS = ".:/-";

  private Sentences() {}

  /** The sentences in their order, at most so many; lists and lines count as such. */
  static List<String> of(String text, int most) {
    List<String> sentences = new ArrayList<>();
    for (String line : LINES.split(text, -1)) {
      BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
      breaks.setText(line);
      int from = breaks.first();
      for (int to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next()) {
        String sentence = line.substring(from, to).strip();
        if (!plain(sentence).isEmpty()) {
          sentences.add(sentence);
          if (sentences.size() == most) {
            return sentences;
          }
        }
      }
    }
    return sentences;
  }

  /**
   * What a text says, in words that no dress changes: all of it, and each of its sentences, without
   * repetition. One that has more sentences than {@code most} is told by the first ones.
   */
  static Set<String> said(String text, int most) {
    String all = plain(text);
    if (all.isEmpty()) {
      return Set.of();
    }
    Set<String> said = new LinkedHashSet<>();
    said.add(all);
    if (mayBeSeveral(text)) {
      of(text, most).forEach(sentence -> said.add(plain(sentence)));
    }
    return said;
  }

  /** False where nobody can see the end of a sentence before the end of the text. */
  private static boolean mayBeSeveral(String text) {
    int last = text.length() - 1;
    for (int i = 0; i <= last; i++) {
      char c = text.charAt(i);
      if (c > 0x7F || c < ' ' || (i < last && (c == '.' || c == '?' || c == '!'))) {
        return true;
      }
    }
    return false;
  }

  /**
   * The words without case, accents of presentation, quotes, bullets and punctuation. Signs that
   * change a meaning stay, and so do joints between letters and digits, as in 3.5 or e-mail. Done
   * by hand, because every search does it for all that it answers.
   */
  static String plain(String sentence) {
    String text = Normalizer.normalize(sentence, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    StringBuilder words = new StringBuilder(text.length());
    boolean inWord = false;
    int joint = -1;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (JOINTS.indexOf(c) >= 0) {
        // Of several the first counts, and only after a letter or digit.
        joint = inWord && joint < 0 ? c : joint;
        inWord = false;
        continue;
      }
      boolean isLetter = isLetterOrDigit(c);
      if (isLetter || SIGNS.indexOf(c) >= 0) {
        if (joint >= 0) {
          words.appendCodePoint(joint);
        }
        words.appendCodePoint(c);
      } else if (!words.isEmpty() && words.charAt(words.length() - 1) != ' ') {
        words.append(' ');
      }
      inWord = isLetter;
      joint = -1;
    }
    return words.toString().strip();
  }

  private static boolean isLetterOrDigit(int c) {
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          true;
      default -> false;
    };
  }
}
