package io.mnemon.memory.truth;

import java.text.BreakIterator;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The sentences of a text, and what is the same about two that differ in dress only. */
final class Sentences {
  private static final Pattern LINES = Pattern.compile("\\R+");
  private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{L}\\p{N}%$€£+#@/.:-]+");
  private static final Pattern EDGES = Pattern.compile("(?<![\\p{L}\\p{N}])[.:/-]+|[.:/-]+(?= |$)");

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

  /** The words without case, accents of presentation, quotes, bullets and punctuation. */
  static String plain(String sentence) {
    String words =
        NOT_A_WORD
            .matcher(Normalizer.normalize(sentence, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT))
            .replaceAll(" ");
    return EDGES.matcher(words).replaceAll("").strip().replaceAll(" +", " ");
  }
}
