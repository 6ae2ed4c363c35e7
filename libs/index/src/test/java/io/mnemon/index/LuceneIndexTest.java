package io.mnemon.index;

import static io.mnemon.index.Memories.memory;
import static io.mnemon.index.Memories.search;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LuceneIndexTest extends HybridIndexContract {
  @TempDir private Path folder;

  @Override
  protected HybridIndex open() {
    return new LuceneIndex(Memories.settings(folder));
  }

  @Test
  void whatWasRemovedIsInNoFileAfterItWasExpunged() throws IOException {
    IndexDocument plan = put(memory("Ann plans a journey to Zanzibar"));
    IndexDocument tea = put(memory("Ann prefers green tea"));
    index().flush(TENANT);
    assertThat(isInSomeFile("zanzibar")).isTrue();

    apply(new IndexChange.Remove(plan.id(), plan.version() + 1));
    index().expunge(TENANT);

    assertThat(isInSomeFile("zanzibar")).isFalse();
    assertThat(isInSomeFile("green")).isTrue();
    assertThat(found(search("tea").wordsOnly())).containsExactly(tea.id());
    apply(new IndexChange.Put(plan));
    assertThat(found(search("zanzibar").wordsOnly())).isEmpty();
  }

  @Test
  void whatWasRemovedIsInNoFileThoughASearchHasBegunThatWouldFindIt() throws IOException {
    IndexDocument plan = put(memory("Ann plans a journey to Zanzibar"));
    IndexDocument tea = put(memory("Ann prefers green tea"));
    index().flush(TENANT);
    IndexQuery query = search("Ann").wordsOnly().query();
    assertThat(index().search(TENANT, query).hits()).hasSize(2);

    try (HybridIndex.Begun begun = index().begin(TENANT, query)) {
      apply(new IndexChange.Remove(plan.id(), plan.version() + 1));
      index().expunge(TENANT);

      assertThat(isInSomeFile("zanzibar")).isFalse();
      assertThat(begun.find(null).hits()).extracting(IndexHit::id).containsExactly(tea.id());
    }
  }

  /** Else nothing would be done while the vector is made. */
  @Test
  void aSearchThatHasBegunLooksAtWhatWasVisibleThen() {
    IndexDocument green = put(memory("Ann prefers green tea"));
    IndexQuery tea = search("tea").wordsOnly().query();
    assertThat(index().search(TENANT, tea).hits()).hasSize(1);

    try (HybridIndex.Begun begun = index().begin(TENANT, tea)) {
      put(memory("Bob prefers black tea"));
      assertThat(index().search(TENANT, tea).hits()).hasSize(2);

      assertThat(begun.find(null).hits()).extracting(IndexHit::id).containsExactly(green.id());
      assertThat(begun.find(null).hits()).hasSize(2);
    }
  }

  @Test
  void aSearchThatHasBegunHoldsNothingAfterItsEnd() {
    put(memory("Ann prefers green tea"));
    IndexQuery tea = search("tea").query();
    LuceneIndex lucene = (LuceneIndex) index();
    assertThat(lucene.search(TENANT, tea).hits()).hasSize(1);

    try (HybridIndex.Begun unused = lucene.begin(TENANT, tea);
        HybridIndex.Begun used = lucene.begin(TENANT, tea)) {
      assertThat(lucene.begun()).isEqualTo(2);
      assertThat(used.find(tea.vector()).hits()).hasSize(1);
      assertThat(lucene.begun()).isEqualTo(1);
      unused.close();
      await().until(() -> lucene.begun() == 0);
    }
    assertThat(lucene.search(TENANT, tea).hits()).hasSize(1);
  }

  private boolean isInSomeFile(String word) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word)) {
          return true;
        }
      }
    }
    return false;
  }
}
