package io.mnemon.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LuceneCodesCacheTest {
  private static final int DIMENSIONS = 2;
  private static final int SIZE = 1_000;
  private static final int SEGMENTS = 3;

  private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
  private DirectoryReader reader;

  @BeforeEach
  void write() throws IOException {
    IndexWriterConfig config = new IndexWriterConfig().setMergePolicy(NoMergePolicy.INSTANCE);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int segment = 0; segment < SEGMENTS; segment++) {
        for (int i = 0; i < 10 * (segment + 1); i++) {
          Document document = new Document();
          document.add(
              new SortedDocValuesField(
                  LuceneFields.codeField(DIMENSIONS), LuceneCodes.of(new float[] {i, -1})));
          writer.addDocument(document);
        }
        writer.commit();
      }
    }
    reader = DirectoryReader.open(directory);
  }

  @AfterEach
  void close() throws IOException {
    reader.close();
    directory.close();
  }

  @Test
  void whoWasAskedForLastStays() throws IOException {
    LuceneCodesCache cache = new LuceneCodesCache(2 * SIZE);
    LuceneCodes first = cache.get(segment(0), DIMENSIONS, SIZE);
    LuceneCodes second = cache.get(segment(1), DIMENSIONS, SIZE);
    for (int i = 0; i < 100; i++) {
      assertThat(cache.get(segment(0), DIMENSIONS, SIZE)).isSameAs(first);
    }

    LuceneCodes third = cache.get(segment(2), DIMENSIONS, SIZE);

    assertThat(third.size()).isEqualTo(30);
    assertThat(cache.get(segment(0), DIMENSIONS, SIZE)).isSameAs(first);
    assertThat(cache.get(segment(2), DIMENSIONS, SIZE)).isSameAs(third);
    assertThat(cache.get(segment(1), DIMENSIONS, SIZE)).isNotSameAs(second);
    assertThat(cache.bytes()).isEqualTo(2 * SIZE);
  }

  @Test
  void aLargeNewcomerIsLetIn() throws IOException {
    LuceneCodesCache cache = new LuceneCodesCache(2 * SIZE);
    for (int i = 0; i < 100; i++) {
      cache.get(segment(0), DIMENSIONS, SIZE);
      cache.get(segment(1), DIMENSIONS, SIZE);
    }

    LuceneCodes large = cache.get(segment(2), DIMENSIONS, 2 * SIZE);

    assertThat(cache.get(segment(2), DIMENSIONS, 2 * SIZE)).isSameAs(large);
    assertThat(cache.bytes()).isEqualTo(2 * SIZE);
  }

  @Test
  void vectorsOfOtherDimensionsStandApart() throws IOException {
    LuceneCodesCache cache = new LuceneCodesCache(2 * SIZE);

    assertThat(cache.get(segment(0), DIMENSIONS, SIZE).size()).isEqualTo(10);
    assertThat(cache.get(segment(0), 2 * DIMENSIONS, SIZE).size()).isZero();
  }

  @Test
  void whatIsClosedIsForgotten() throws IOException {
    LuceneCodesCache cache = new LuceneCodesCache(10 * SIZE);
    cache.get(segment(0), DIMENSIONS, SIZE);
    cache.get(segment(1), DIMENSIONS, SIZE);

    reader.close();

    assertThat(cache.bytes()).isZero();
  }

  /** What finds no room is left out, and the larger come first. */
  @Test
  void aSearcherTakesNoMoreThanThereIs() throws IOException {
    // Half of it is for codes: those of the last two segments take 480 + 720 bytes.
    LuceneSearcher searcher = new LuceneSearcher(reader, Map.of(), new LuceneCaches(2 * 1_300));

    assertThat(searcher.codes(searcher.getLeafContexts().get(0), DIMENSIONS)).isNull();
    assertThat(searcher.codes(searcher.getLeafContexts().get(1), DIMENSIONS)).isNotNull();
    assertThat(searcher.codes(searcher.getLeafContexts().get(2), DIMENSIONS)).isNotNull();
  }

  private LeafReader segment(int number) {
    return reader.leaves().get(number).reader();
  }
}
