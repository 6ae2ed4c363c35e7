package io.mnemon.bench.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SentencesTest {
  private static final int MANY = 5_000;

  @Test
  void sameSeedSaysTheSame() {
    assertThat(new Sentences(3).statements(100)).isEqualTo(new Sentences(3).statements(100));
    assertThat(new Sentences(3).questions(100)).isEqualTo(new Sentences(3).questions(100));
  }

  @Test
  void anotherSeedSaysOtherThings() {
    assertThat(new Sentences(3).statements(100))
        .doesNotContainAnyElementsOf(new Sentences(4).statements(100));
  }

  @Test
  void nothingIsSaidTwice() {
    Sentences sentences = new Sentences(3);

    List<String> first = sentences.statements(MANY);

    assertThat(first).doesNotHaveDuplicates();
    assertThat(sentences.statements(MANY)).doesNotContainAnyElementsOf(first);
  }

  @Test
  void sentencesAreAsLongAsMemoriesAre() {
    assertThat(new Sentences(3).statements(MANY))
        .extracting(sentence -> sentence.split(" ").length)
        .allSatisfy(words -> assertThat(words).isBetween(7, 60));
  }
}
