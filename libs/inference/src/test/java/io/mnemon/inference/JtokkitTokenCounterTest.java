package io.mnemon.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JtokkitTokenCounterTest {

  @ParameterizedTest
  @CsvSource({
    "cl100k_base, hello world, 2",
    "o200k_base, hello world, 2",
    "cl100k_base, tiktoken is great!, 6",
    "cl100k_base, '', 0",
  })
  void countsAsTheModelDoes(String encoding, String text, int tokens) {
    assertThat(new JtokkitTokenCounter(encoding).count(text)).isEqualTo(tokens);
  }

  @Test
  void specialTokensInATextArePlainText() {
    assertThat(new JtokkitTokenCounter("cl100k_base").count("<|endoftext|>")).isGreaterThan(1);
  }

  @Test
  void unknownEncodingIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> new JtokkitTokenCounter("gpt"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cl100k_base or o200k_base");
  }
}
