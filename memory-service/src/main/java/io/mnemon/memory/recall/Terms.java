package io.mnemon.memory.recall;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words of texts and questions, where they are compared outside an index. */
final class Terms {
  private static final Pattern TERM = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");
  private static final Pattern UNSPACED_SCRIPT =
      Pattern.compile("[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]+");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern AROUND_WORD =
      Pattern.compile("^[^\\p{L}\\p{N}]+|(['’]s)?[^\\p{L}\\p{N}]*$");

  /** English words that stand in any text and, above all, in any question. */
  private static final Set<String> COMMON =
      Set.of(
          ("a about am an and any are as at be been being but by can could did do does doing done"
                  + " for from had has have having he her hers him his how i if in into is it its"
                  + " me might my no not of on or our s she should so some such t than that the"
                  + " their them then there these they this those to was we were what when where"
                  + " which who whom whose why will with would you your")
              .split(" ", -1));

  private Terms() {}

  /**
   * The text's terms in order, with repetitions: runs of letters and digits in lower case, without
   * common words and plural endings; of scripts that are written without spaces, every two
   * neighbouring characters.
   */
  static List<String> of(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    List<String> terms = new ArrayList<>();
    Matcher words = TERM.matcher(plain);
    while (words.find()) {
      String word = words.group();
      if (UNSPACED_SCRIPT.matcher(word).find()) {
        addPairs(word.codePoints().toArray(), terms);
      } else if (!COMMON.contains(word)) {
        terms.add(singular(word));
      }
    }
    return terms;
  }

  /**
   * A question without its common words, which match half of all conversation and drown the words
   * that tell what it is about; the whole text if it has no other words.
   */
  static String telling(String question) {
    String telling =
        SPACES.splitAsStream(question).filter(Terms::isTelling).collect(Collectors.joining(" "));
    return telling.isEmpty() ? question : telling;
  }

  private static boolean isTelling(String token) {
    String word = AROUND_WORD.matcher(token).replaceAll("").toLowerCase(Locale.ROOT);
    return !word.isEmpty() && !COMMON.contains(word);
  }

  private static void addPairs(int[] characters, List<String> terms) {
    if (characters.length == 1) {
      terms.add(Character.toString(characters[0]));
    }
    for (int i = 1; i < characters.length; i++) {
      terms.add(Character.toString(characters[i - 1]) + Character.toString(characters[i]));
    }
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
