package io.mnemon.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.tenancy.Layer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IndexDocumentTest {

  @Test
  void whatFiltersCanAskAboutItTakesRoomToo() {
    Facts.Builder facts = new Facts.Builder();
    String long100 = "x".repeat(100);
    for (int i = 0; i < 1_000; i++) {
      facts.add("metadata." + long100 + i, new FilterValue.Text(long100));
    }

    assertThat(document(facts.build()).bytes() - document(Facts.NONE).bytes())
        .isBetween(300_000L, 400_000L);
  }

  private static IndexDocument document(Facts facts) {
    return new IndexDocument(
        new UUID(0, 1),
        1,
        Memories.SCOPE,
        Layer.USER,
        "fact",
        "text",
        null,
        false,
        Surroundings.NONE,
        null,
        List.of(),
        0.5,
        Memories.NOW,
        null,
        null,
        null,
        null,
        facts,
        Usage.never(Memories.NOW));
  }
}
