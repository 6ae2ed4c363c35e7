package io.mnemon.memory.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencesTest {
  private static final int CASES = 20_000;
  private static final String ALPHABET =
      "abÄßéñ\u0301\u00a0中文ｆ１9²Ⅷ %$€£+#@/.:-..--  ,;!?\"'»(){}*•\t_=~😀𝒜";

  @ParameterizedTest
  @CsvSource({
    "'Tim likes tea.', 'tim likes tea'",
    "' \u2022  Tim, likes: \"TEA\"!', 'tim likes tea'",
    "'It costs 3.50 € (+5%).', 'it costs 3.50 € +5%'",
    "'See e-mail a.b@c.org/x -- now...', 'see e-mail a.b@c.org/x now'",
    "'a..b', 'a.b'",
    "'-5', '5'",
    "'...', ''"
  })
  void whatIsPlainHasNoDress(String text, String plain) {
    assertThat(Sentences.plain(text)).isEqualTo(plain);
  }

  /** The definition, in regular expressions that are too slow for each search. */
  private static String defined(String sentence) {
    String words =
        Pattern.compile("[^\\p{L}\\p{N}%$€£+#@/.:-]+")
            .matcher(Normalizer.normalize(sentence, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT))
            .replaceAll(" ");
    return Pattern.compile("(?<![\\p{L}\\p{N}])[.:/-]+|[.:/-]+(?= |$)")
        .matcher(words)
        .replaceAll("")
        .strip()
        .replaceAll(" +", " ");
  }

  @Test
  void everyTextIsPlainAsItIsDefined() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int[] alphabet = ALPHABET.codePoints().toArray();
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < CASES; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(16); length > 0; length--) {
        text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
      }
      if (!Sentences.plain(text.toString()).equals(defined(text.toString()))) {
        wrong.add(text.toString());
      }
    }

    assertThat(wrong).as("seed %s", seed).isEmpty();
  }

  @Test
  void aTextSaysAllOfItselfAndEachOfItsSentencesOnce() {
    assertThat(Sentences.said("Tim likes tea. Ann does not!\n- Bo is away", 32))
        .containsExactly(
            "tim likes tea ann does not bo is away", "tim likes tea", "ann does not", "bo is away");
    assertThat(Sentences.said("Tim likes tea.", 32)).containsExactly("tim likes tea");
    assertThat(Sentences.said("茶が好き。水も好き。", 32)).hasSize(3);
    assertThat(Sentences.said("...", 32)).isEmpty();
  }

  @Test
  void whereNoEndOfASentenceIsSeenThereIsOne() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String alphabet = "abcXYZ019 ,;:-()'\"/%$ ";
    for (int i = 0; i < CASES; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(30); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      text.append(".?! ".charAt(random.nextInt(4)));
      assertThat(Sentences.of(text.toString(), 32))
          .as("seed %s: %s", seed, text)
          .hasSizeLessThan(2);
    }
  }
}
