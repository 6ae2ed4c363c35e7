package io.mnemon.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity.SimScorer;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

class LuceneCachesTest {
  private static final int DOCUMENTS = 5_000;
  private static final int BYTES = 256 * 1024;

  @Test
  void theWordsOfAllSegmentsShareOneBound() throws IOException {
    LucenePostings tea = postings();
    LuceneCaches caches = new LuceneCaches(BYTES);
    List<Object> segments = IntStream.range(0, 100).mapToObj(i -> new Object()).toList();
    BytesRef word = new BytesRef("tea");

    segments.forEach(segment -> caches.keep(segment, word, tea));

    long known =
        segments.stream().filter(segment -> caches.postings(segment, word) != null).count();
    assertThat(known * tea.bytes()).isBetween(BYTES / 4L, BYTES / 8L * 3);
  }

  @Test
  void aWordIsKnownOnlyInItsSegment() throws IOException {
    LucenePostings tea = postings();
    LuceneCaches caches = new LuceneCaches(BYTES);
    Object segment = new Object();
    byte[] term = {'t', 'e', 'a'};

    caches.keep(segment, new BytesRef(term), tea);
    term[0] = 's';

    assertThat(caches.postings(segment, new BytesRef("tea"))).isSameAs(tea);
    assertThat(caches.postings(segment, new BytesRef("sea"))).isNull();
    assertThat(caches.postings(new Object(), new BytesRef("tea"))).isNull();
  }

  @Test
  void theWordsOfASegmentThatHasGoneAreForgotten() throws IOException {
    LucenePostings tea = postings();
    LuceneCaches caches = new LuceneCaches(BYTES);
    Object gone = new Object();
    Object other = new Object();
    BytesRef word = new BytesRef("tea");
    caches.keep(gone, word, tea);
    caches.keep(other, word, tea);

    caches.forget(gone);

    assertThat(caches.postings(gone, word)).isNull();
    assertThat(caches.postings(other, word)).isSameAs(tea);
  }

  /** Of a word that stands in every document. */
  private static LucenePostings postings() throws IOException {
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      for (int i = 0; i < DOCUMENTS; i++) {
        Document document = new Document();
        document.add(new StringField(LuceneFields.TEXT, "tea", Field.Store.NO));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
      try (DirectoryReader reader = DirectoryReader.open(writer)) {
        PostingsEnum found =
            reader.leaves().getFirst().reader().postings(new Term(LuceneFields.TEXT, "tea"));
        SimScorer scorer =
            new BM25Similarity()
                .scorer(
                    1,
                    new CollectionStatistics(
                        LuceneFields.TEXT, DOCUMENTS, DOCUMENTS, DOCUMENTS, DOCUMENTS),
                    new TermStatistics(new BytesRef("tea"), DOCUMENTS, DOCUMENTS));
        return new LucenePostings(found, DOCUMENTS, new byte[DOCUMENTS], scorer);
      }
    }
  }
}
