package io.mnemon.index;

import static io.mnemon.index.Memories.NOW;
import static io.mnemon.index.Memories.SCOPE;
import static io.mnemon.index.Memories.memory;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneTenantIndexTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void whatIsNotVisibleIsNearAndIsHeldNoLongerThanItTakesToBeDurable() throws IOException {
    try (IndexThreads threads = new IndexThreads(2, 16);
        LuceneAnalyzer analyzer = new LuceneAnalyzer()) {
      LuceneTenantIndex index = open(threads, analyzer);
      IndexDocument tea = memory("green tea").document();
      IndexDocument coffee = memory("coffee").document();

      index.apply(List.of(new IndexChange.Put(tea), new IndexChange.Put(coffee)));
      assertThat(index.unseen()).isEqualTo(2);
      assertThat(near(index)).containsExactly(tea.id());
      assertThat(index.unseen()).isEqualTo(2);

      assertThat(index.awaitDurable(PATIENCE)).isTrue();
      assertThat(index.unseen()).isZero();
      assertThat(near(index)).containsExactly(tea.id());

      index.apply(List.of(new IndexChange.Remove(tea.id(), 2)));
      assertThat(index.near(List.of(query())))
          .isEqualTo(new LuceneNear.Answer(List.of(List.of()), false));
      assertThat(index.awaitVisible(PATIENCE)).isTrue();
      assertThat(index.near(List.of(query())))
          .isEqualTo(new LuceneNear.Answer(List.of(List.of()), true));
      index.discard();
    }
  }

  /** Else it would be done again after a crash, and what was merged would stay on disk. */
  @Test
  void whatIsMergedInQuietIsDurableWithoutAnotherChange() throws IOException {
    try (IndexThreads threads = new IndexThreads(2, 16);
        LuceneAnalyzer analyzer = new LuceneAnalyzer()) {
      LuceneTenantIndex index = open(threads, analyzer);
      for (String text : List.of("green tea", "black tea", "coffee")) {
        index.apply(List.of(memory(text).put()));
        assertThat(index.awaitDurable(PATIENCE)).isTrue();
      }
      assertThat(segmentsOnDisk()).isGreaterThan(1);

      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                index.search(List.of(Memories.search("tea").query()));
                return segmentsOnDisk() == 1;
              });
      index.discard();
    }
  }

  @Test
  void aSearchThatHasBegunHoldsItsSegmentsUntilItEndsAndNoLonger() throws IOException {
    try (IndexThreads threads = new IndexThreads(2, 16);
        LuceneAnalyzer analyzer = new LuceneAnalyzer()) {
      LuceneTenantIndex index = open(threads, analyzer);
      IndexDocument tea = memory("green tea").document();
      IndexQuery query = Memories.search("green tea").query();
      index.apply(List.of(new IndexChange.Put(tea)));
      assertThat(index.begin(query)).as("changes wait").isEmpty();
      assertThat(index.awaitVisible(PATIENCE)).isTrue();

      LuceneAhead used = index.begin(query).orElseThrow();
      LuceneAhead unused = index.begin(query).orElseThrow();
      assertThat(used.words()).isTrue();
      index.apply(List.of(new IndexChange.Remove(tea.id(), 2)));
      assertThat(index.awaitVisible(PATIENCE)).isTrue();
      assertThat(index.search(used, query.vector()).orElseThrow()).hasSize(1);
      assertThat(references(used)).isEqualTo(2);

      index.end(unused);
      index.end(unused);
      assertThat(references(used)).isEqualTo(1);
      assertThat(unused.words()).isFalse();
      assertThat(index.search(unused, query.vector())).isEmpty();
      index.end(used);
      assertThat(references(used)).isZero();
      index.discard();
    }
  }

  private static int references(LuceneAhead ahead) {
    return ahead.searcher().getIndexReader().getRefCount();
  }

  private int segmentsOnDisk() throws IOException {
    try (FSDirectory directory = FSDirectory.open(folder);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      return reader.leaves().size();
    }
  }

  private LuceneTenantIndex open(IndexThreads threads, LuceneAnalyzer analyzer) throws IOException {
    return new LuceneTenantIndex(
        folder,
        FSDirectory.open(folder),
        analyzer,
        new Journal(),
        threads,
        new LuceneCaches(1 << 20),
        Memories.settings(folder));
  }

  private static List<UUID> near(LuceneTenantIndex index) throws IOException {
    LuceneNear.Answer answer = index.near(List.of(query()));
    assertThat(answer.isExact()).isTrue();
    return answer.ids().getFirst();
  }

  private static NearQuery query() {
    return new NearQuery(SCOPE, Memories.embed("green tea"), NOW, 0.9, 1);
  }
}
