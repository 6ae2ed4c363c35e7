package io.mnemon.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks our tokenizer against the reference implementation. */
class WordPieceTokenizerTest {
  private static WordPieceTokenizer ours;
  private static HuggingFaceTokenizer reference;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream vocabulary = resource("/bert-vocabulary-en.txt");
        InputStream json = resource("/bge-small-en-v1.5-q-tokenizer.json")) {
      ours = WordPieceTokenizer.read(vocabulary);
      reference = HuggingFaceTokenizer.newInstance(json, Map.of("padding", "false"));
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(WordPieceTokenizerTest.class.getResourceAsStream(name));
  }

  @AfterAll
  static void close() {
    reference.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   \t\n ",
        "We decided to use PostgreSQL 18, because of RLS!",
        "naïve café ÅNGSTRÖM façade e\u0301 ﬁ ß İstanbul",
        "don't stop: it's $5+tax = 100% <b>ok</b> a_b-c@d.io ~`^|",
        "東京タワー is in 日本, 서울 and Москва",
        "emoji 🙂👍🏽 zero\u200Bwidth soft\u00ADhyphen nbsp\u00A0here \uFFFD",
        "internationalisation antidisestablishmentarianism xqzjkwv",
        "“curly” ‘quotes’ — dash… ¿qué? ¡sí! «no» „ja“",
        "line\r\nbreak\u2028separator\u0085next \u0000null \u0007bell \u000Bv\u000Cf\u001Ds"
      })
  void idsAreThoseOfTheReference(String text) {
    assertSameAsReference(text);
  }

  @Test
  void idsOfRandomTextAreThoseOfTheReference() {
    long seed = RandomGenerator.getDefault().nextLong();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    System.out.println("seed " + seed);
    String[] words = "The memory's layers, user-agent (v2) über Zürich won't 3.14 日本 \t".split(" ");
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(20); j > 0; j--) {
        switch (random.nextInt(4)) {
          case 0 -> text.appendCodePoint(random.nextInt(0x20, 0x7F));
          case 1 -> text.appendCodePoint(random.nextInt(0xA0, 0x250));
          case 2 -> text.append(' ');
          default -> text.append(words[random.nextInt(words.length)]);
        }
      }
      assertSameAsReference(text.toString());
    }
  }

  private static void assertSameAsReference(String text) {
    long[] expected = reference.encode(text, true, false).getIds();
    long[] actual =
        Arrays.stream(ours.windows(text, 10_000, 1).getFirst()).mapToLong(id -> id).toArray();
    assertThat(actual).as(text).containsExactly(expected);
  }

  @Test
  void specialTokensInATextArePlainText() {
    assertThat(ours.windows("[SEP]", 512, 1).getFirst()).hasSize(2 + 3);
  }

  @Test
  void wordOfMoreThanHundredLettersIsUnknown() {
    assertThat(ours.windows("a".repeat(101), 512, 1).getFirst()).containsExactly(101, 100, 102);
  }

  @Test
  void longTextIsCutIntoWindowsAndItsRestLeftOut() {
    List<int[]> windows = ours.windows("hello ".repeat(100), 12, 3);

    assertThat(windows).hasSize(3).allSatisfy(window -> assertThat(window).hasSize(12));
    assertThat(windows).allSatisfy(window -> assertThat(window).startsWith(101).endsWith(102));
  }

  @Test
  void textThatEndsWithAWindowHasNoEmptyOne() {
    assertThat(ours.windows("hello ".repeat(20), 12, 3)).hasSize(2);
  }
}
