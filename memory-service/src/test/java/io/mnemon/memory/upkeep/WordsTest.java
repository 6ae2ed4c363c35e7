package io.mnemon.memory.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

  @ParameterizedTest
  @CsvSource({
    "'', 0, ''",
    "'  ...', 0, ''",
    "one, 1, one",
    "'Don''t stop, Anna-Lena!', 4, 'Don''t stop'",
    "'  two  words ', 2, '  two  words'",
    "東京タワー, 5, 東京",
    "'Ich höre 42 Lieder', 4, 'Ich höre'",
    "हिन्दी भाषा सुंदर, 3, हिन्दी भाषा",
    "สวัสดี, 4, สว"
  })
  void wordsAreCountedAndCut(String text, int count, String firstTwo) {
    assertThat(Words.count(text)).isEqualTo(count);
    assertThat(Words.first(2, text)).isEqualTo(firstTwo);
  }
}
