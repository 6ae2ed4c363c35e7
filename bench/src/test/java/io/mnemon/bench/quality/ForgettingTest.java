package io.mnemon.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.bench.corpus.Conversation.Turn;
import io.mnemon.bench.quality.Forgetting.Order;
import io.mnemon.bench.quality.Keeping.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForgettingTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<Turn> TURNS =
      List.of(
          turn("a", 0, "Ann: My sister Jane moved from Lisbon to Copenhagen yesterday"),
          turn("b", 10, "Bob: Yes"),
          turn("c", 20, "Ann: Really sure"));
  private static final Usage USED = new Usage(Map.of("b", 2), Map.of("b", day(25)), day(30));

  private static Turn turn(String id, int day, String content) {
    return new Turn(id, "1", day(day), content);
  }

  private static Instant day(int day) {
    return BEGIN.plusSeconds(day * 86_400L);
  }

  private static List<String> kept(Keeping keeping, Usage usage) {
    return keeping.order(TURNS, usage).stream().map(Turn::id).toList();
  }

  @Test
  void eachKeepsWhatItSays() {
    Usage unused = new Usage(Map.of(), Map.of(), day(30));

    assertThat(kept(Keeping.recency(), USED)).containsExactly("c", "b", "a");
    assertThat(kept(Keeping.lru(), USED)).containsExactly("b", "c", "a");
    assertThat(kept(Keeping.effectiveImportance(0.03), USED)).containsExactly("b", "c", "a");
    assertThat(kept(Keeping.ofScope(0.03), unused)).containsExactly("a", "c", "b");
    assertThat(kept(Keeping.random(1), USED)).isEqualTo(kept(Keeping.random(1), USED));
  }

  @Test
  void theTableHasEveryPolicy(@TempDir Path folder) throws IOException {
    Path files = Files.createDirectories(folder.resolve("locomo"));
    for (int i = 0; i < 2; i++) {
      Files.writeString(
          files.resolve("conversation-" + i + ".json"),
          """
          {"conversation": %d, "sessions": [{"id": "1", "date_time": "1:56 pm on 8 May, 2023", "turns": [
            {"dia_id": "D1:1", "speaker": "Ann", "text": "My sister moved to Copenhagen"},
            {"dia_id": "D1:2", "speaker": "Bob", "text": "Yes"},
            {"dia_id": "D1:3", "speaker": "Ann", "text": "She works in a bakery"},
            {"dia_id": "D1:4", "speaker": "Bob", "text": "Good"}]}],
           "questions": [
            {"question": "Where did the sister move?", "category": 4, "evidence": ["D1:1"]},
            {"question": "Who works in a bakery?", "category": 4, "evidence": ["D1:3"]}]}
          """
              .formatted(i));
    }

    for (Order order : Order.values()) {
      assertThat(new Forgetting(folder, order).table(order))
          .contains("2 conversations", "| random |", "| LRU |", "as shipped", "all turns kept");
    }
  }

  @Test
  void withoutConversationsItSaysWhatIsMissing(@TempDir Path folder) {
    assertThatThrownBy(() -> new Forgetting(folder, Order.LISTED))
        .hasMessageContaining("MNEMON_EVAL");
  }
}
