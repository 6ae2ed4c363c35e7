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
import org.apache.lucene.index.IndexReader;
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
      IndexReader reader = used.read((searcher, search) -> searcher.getIndexReader()).orElseThrow();
      index.apply(List.of(new IndexChange.Remove(tea.id(), 2)));
      assertThat(index.awaitVisible(PATIENCE)).isTrue();
      assertThat(reader.getRefCount()).isEqualTo(2);

      index.end(unused);
      index.end(unused);
      assertThat(reader.getRefCount()).isEqualTo(1);
      assertThat(index.end(unused, query.vector())).isEmpty();
      assertThat(index.end(used, query.vector()).orElseThrow())
          .extracting(IndexHit::id)
          .containsExactly(tea.id());
      assertThat(reader.getRefCount()).isZero();

      LuceneAhead left = index.begin(query).orElseThrow();
      index.discard();
      assertThat(left.read((searcher, search) -> true)).isEmpty();
    }
  }

  /** What it looks at may be gone from the disk, which is no damage. */
  @Test
  void aSearchThatHasBegunMayOutliveItsFiles() throws IOException {
    try (IndexThreads threads = new IndexThreads(2, 16);
        LuceneAnalyzer analyzer = new LuceneAnalyzer()) {
      LuceneTenantIndex index = open(threads, analyzer);
      IndexQuery query = Memories.search("tea").query();
      for (String text : List.of("green tea", "black tea")) {
        index.apply(List.of(memory(text).put()));
        assertThat(index.awaitDurable(PATIENCE)).isTrue();
      }
      IndexDocument white = memory("white tea").document();
      index.apply(List.of(new IndexChange.Put(white), new IndexChange.Remove(white.id(), 2)));
      assertThat(index.awaitVisible(PATIENCE)).isTrue();

      LuceneAhead ahead = index.begin(query).orElseThrow();
      index.expunge();
      assertThat(index.awaitDurable(PATIENCE)).isTrue();
      // Segments are merged after three quiet seconds, by whoever searches.
      await().pollDelay(Duration.ofMillis(3_100)).until(() -> true);

      assertThat(index.end(ahead, query.vector())).isEmpty();
      assertThat(index.search(List.of(query)).getFirst()).hasSize(2);
      assertThat(index.failure()).isNull();
      index.discard();
    }
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
