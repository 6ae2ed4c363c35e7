package io.mnemon.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.bench.corpus.Conversation;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LuceneWordsTest {

  private static Conversation.Turn turn(String id, String content) {
    return new Conversation.Turn(id, "s", Instant.EPOCH, content);
  }

  @Test
  void turnsAreFoundByTheStemsOfTheirWords() {
    try (LuceneWords words =
        new LuceneWords(
            List.of(
                turn("1", "Ann: We painted the boat."),
                turn("2", "Ben: It rained."),
                turn("3", "Ann: The boat is fine.")))) {
      assertThat(words.find("Who paints boats?", 10)).containsExactly("1", "3");
      assertThat(words.find("Who paints boats?", 1)).containsExactly("1");
      assertThat(words.find("the", 10)).isEmpty();
    }
  }
}
