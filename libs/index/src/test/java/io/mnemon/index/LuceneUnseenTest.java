package io.mnemon.index;

import static io.mnemon.index.Memories.SCOPE;
import static io.mnemon.index.Memories.memory;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
    assertThat(texts()).containsExactly("tea");
    assertThat(unseen.size()).isZero();

    unseen.afterRefresh(true);
    assertThat(unseen.snapshot().changes(id)).isFalse();
    assertThat(texts()).isEmpty();
  }

  @Test
  void whatComesDuringARefreshStaysAndCounts() {
    unseen.add(memory("tea").id(id).put());
    unseen.beforeRefresh();
    unseen.add(memory("coffee").id(id).version(2).put());
    assertThat(texts()).containsExactly("coffee");

    unseen.afterRefresh(true);
    assertThat(texts()).containsExactly("coffee");
    unseen.add(new IndexChange.Remove(id, 3));
    assertThat(texts()).isEmpty();
    assertThat(unseen.snapshot().changes(id)).isTrue();
    assertThat(unseen.size()).isEqualTo(1);
  }

  private List<String> texts() {
    return unseen.snapshot().in(SCOPE).stream().map(each -> each.document().text()).toList();
  }
}
