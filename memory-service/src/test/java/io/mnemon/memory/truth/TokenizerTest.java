package io.mnemon.memory.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenizerTest {
  @Test
  void aNumberIsReckonedWithAndAVeryLongOneIsAName() {
    assertThat(Tokenizer.tokens("It weighs 1,500.50 g"))
        .extracting(Token::type)
        .contains(Token.Type.NUMBER);

    String serial = "1" + "0".repeat(50_000);
    assertThat(Tokenizer.tokens("Its number is " + serial)).last().isEqualTo(Token.word(serial));
  }

  @Test
  void anyWordsCanBeRead() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> words =
        List.of(
            ("a an one two nine ten eleven 0 1 29 31 99 1999 2023 0000 1,000 1. ,5 3.5kg 10% $5 €1,2"
                    + " 3rd 2nd of may May, sept. q1 Q4 monday 10:30 25:99 12 am a.m. p.m noon v1.2"
                    + " 1.2.3 2023-02-30 x@y.z http://a #b Alice's James' is was 's - / & + kg km ;")
                .split(" "));
    for (int i = 0; i < 20_000; i++) {
      String sentence =
          IntStream.range(0, 1 + random.nextInt(8))
              .mapToObj(j -> words.get(random.nextInt(words.size())))
              .collect(Collectors.joining(random.nextInt(4) == 0 ? "" : " "));
      assertThat(Tokenizer.tokens(sentence))
          .as(sentence)
          .allSatisfy(token -> assertThat(token.text()).isNotNull());
    }
  }
}
