package io.mnemon.memory.recall;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Splits a text into the terms that are compared where no index may see the words: runs of letters
 * and digits in lower case, without the commonest English words and without plural endings.
 */
final class Terms {
  private static final Pattern BETWEEN_TERMS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

  private static final Set<String> COMMON =
      Set.of(
          "a", "an", "and", "are", "as", "at", "be", "but", "by", "did", "do", "does", "for",
          "from", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "my",
          "no", "not", "of", "on", "or", "our", "s", "so", "such", "t", "that", "the", "their",
          "then", "there", "these", "they", "this", "to", "was", "we", "were", "what", "when",
          "where", "which", "who", "will", "with", "you", "your");

  private Terms() {}

  /** The text's terms in order, with repetitions. */
  static List<String> of(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    List<String> terms = new ArrayList<>();
    for (String word : BETWEEN_TERMS.split(plain)) {
      if (!word.isEmpty() && !COMMON.contains(word)) {
        terms.add(singular(word));
      }
    }
    return terms;
  }

  /** The weak stemmer of Harman, "How effective is suffixing?", JASIS 42(1), 1991. */
  private static String singular(String word) {
    int length = word.length();
    if (length <= 3 || !word.endsWith("s") || word.endsWith("us") || word.endsWith("ss")) {
      return word;
    }
    if (word.endsWith("ies") && !word.endsWith("eies") && !word.endsWith("aies")) {
      return word.substring(0, length - 3) + "y";
    }
    return word.substring(0, length - 1);
  }
}
