package io.mnemon.index;

import static io.mnemon.index.Memories.SCOPE;
import static io.mnemon.index.Memories.memory;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.inference.Embedding;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LuceneUnseenTest {
  private final LuceneUnseen unseen = new LuceneUnseen();
  private final UUID id = UUID.randomUUID();

  @Test
  void whatARefreshMakesVisibleIsHeldUntilItEnds() {
    unseen.add(memory("tea").id(id).put());

    unseen.beforeRefresh();
    assertThat(unseen.snapshot().changes(id)).isTrue();
    assertThat(here()).containsExactly(Memories.embed("tea"));
    assertThat(unseen.size()).isZero();

    unseen.afterRefresh(true);
    assertThat(unseen.snapshot().changes(id)).isFalse();
    assertThat(here()).isEmpty();
  }

  @Test
  void whatComesDuringARefreshStaysAndCounts() {
    unseen.add(memory("tea").id(id).put());
    unseen.beforeRefresh();
    unseen.add(memory("coffee").id(id).version(2).put());
    assertThat(here()).containsExactly(Memories.embed("coffee"));

    unseen.afterRefresh(true);
    assertThat(here()).containsExactly(Memories.embed("coffee"));
    unseen.add(new IndexChange.Remove(id, 3));
    assertThat(here()).isEmpty();
    assertThat(unseen.snapshot().changes(id)).isTrue();
    assertThat(unseen.size()).isEqualTo(1);
  }

  @Test
  void aMomentStaysAsItWas() {
    unseen.add(memory("tea").id(id).put());
    LuceneUnseen.Snapshot before = unseen.snapshot();
    UUID later = UUID.randomUUID();

    unseen.add(new IndexChange.Remove(id, 2));
    unseen.add(memory("coffee").id(later).put());

    assertThat(before.in(SCOPE)).extracting(LuceneUnseen.Unseen::id).containsExactly(id);
    assertThat(before.changes(later)).isFalse();
  }

  private List<Embedding> here() {
    return unseen.snapshot().in(SCOPE).stream()
        .map(each -> Embedding.of(Objects.requireNonNull(each.vector())))
        .toList();
  }
}
