package io.mnemon.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.similarities.Similarity.SimScorer;
import org.jspecify.annotations.Nullable;

/**
 * A searcher that weighs words by the memories that are there. Lucene's own statistics count what
 * was replaced or removed until a merge drops it, and so would rank the same memories differently
 * in an index with another past.
 */
final class LuceneSearcher extends IndexSearcher {
  /** Of fewer documents all can be looked at. */
  private static final int LARGE = 4096;

  private final LuceneCaches caches;
  private final Map<Integer, Map<Integer, Long>> coded = new ConcurrentHashMap<>();
  private final List<LuceneDead> dead = new ArrayList<>();
  private final Map<Object, Segment> segments = new HashMap<>();
  private final @Nullable CollectionStatistics texts;

  /**
   * What is known of a segment, as long as it lives.
   *
   * @param dead null if all its documents are alive
   * @param words null if it is too small for it to matter
   */
  record Segment(@Nullable LuceneDead dead, @Nullable LuceneDecodedWords words) {
    private static final Segment UNKNOWN = new Segment(null, null);
  }

  /**
   * @param before what an earlier searcher knew
   */
  LuceneSearcher(IndexReader reader, Map<Object, Segment> before, LuceneCaches caches)
      throws IOException {
    super(reader);
    this.caches = caches;
    setQueryCache(caches.filters());
    for (LeafReaderContext leaf : getLeafContexts()) {
      Segment known = before.getOrDefault(key(leaf), Segment.UNKNOWN);
      LuceneDead gone = LuceneDead.of(leaf.reader(), known.dead);
      if (gone != null) {
        dead.add(gone);
      }
      LuceneDecodedWords words =
          known.words == null && leaf.reader().maxDoc() >= LARGE
              ? new LuceneDecodedWords(leaf.reader(), caches)
              : known.words;
      segments.put(key(leaf), new Segment(gone, words));
    }
    CollectionStatistics all = super.collectionStatistics(LuceneFields.TEXT);
    texts = all == null ? null : alive(all);
  }

  private static Object key(LeafReaderContext leaf) {
    return leaf.reader().getCoreCacheHelper().getKey();
  }

  private @Nullable CollectionStatistics alive(CollectionStatistics all) {
    long documents = all.docCount() - dead.stream().mapToLong(LuceneDead::documents).sum();
    long length = all.sumTotalTermFreq() - dead.stream().mapToLong(LuceneDead::length).sum();
    // How many terms the memories have is told apart from how long they are by no formula of ours.
    return documents == 0
        ? null
        : new CollectionStatistics(all.field(), all.maxDoc(), documents, length, documents);
  }

  /** For the next searcher. */
  Map<Object, Segment> segments() {
    return segments;
  }

  /** The decoded words of a segment; null if it is small. */
  @Nullable LuceneDecodedWords words(LeafReaderContext leaf) {
    return segments.getOrDefault(key(leaf), Segment.UNKNOWN).words;
  }

  /**
   * The vectors of a segment that have so many dimensions, in brief.
   *
   * @return null if there is no room for them: the larger segments come first
   */
  @Nullable LuceneCodes codes(LeafReaderContext leaf, int dimensions) throws IOException {
    Map<Integer, Long> known = coded.get(dimensions);
    if (known == null) {
      known = haveRoom(dimensions);
      coded.put(dimensions, known);
    }
    Long bytes = known.get(leaf.ord);
    return bytes == null ? null : caches.codes().get(leaf.reader(), dimensions, bytes);
  }

  /**
   * The segments whose codes find room beside each other, and how many bytes each of them takes.
   */
  private Map<Integer, Long> haveRoom(int dimensions) throws IOException {
    Map<Integer, Long> sizes = new HashMap<>();
    for (LeafReaderContext leaf : getLeafContexts()) {
      int codes =
          DocValues.getSorted(leaf.reader(), LuceneFields.codeField(dimensions)).getValueCount();
      sizes.put(leaf.ord, LuceneCodes.bytes(dimensions, codes, leaf.reader().maxDoc()));
    }
    Map<Integer, Long> coded = new HashMap<>();
    long room = caches.codes().most();
    for (Map.Entry<Integer, Long> largest :
        sizes.entrySet().stream()
            .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed())
            .toList()) {
      if (largest.getValue() <= room) {
        room -= largest.getValue();
        coded.put(largest.getKey(), largest.getValue());
      }
    }
    return coded;
  }

  @Override
  public @Nullable CollectionStatistics collectionStatistics(String field) throws IOException {
    return field.equals(LuceneFields.TEXT) ? texts : super.collectionStatistics(field);
  }

  @Override
  public TermStatistics termStatistics(Term term, int docFreq, long totalTermFreq)
      throws IOException {
    return new TermStatistics(term.bytes(), alive(term, docFreq), totalTermFreq);
  }

  /** How much a term in so many documents, dead or alive, counts. */
  SimScorer scorer(Term term, int docFreq) throws IOException {
    return getSimilarity()
        .scorer(1, Objects.requireNonNull(texts), termStatistics(term, docFreq, docFreq));
  }

  /**
   * In how many memories a term stands.
   *
   * @param docFreq in how many documents, dead or alive
   */
  int alive(Term term, int docFreq) throws IOException {
    int alive = docFreq;
    for (LuceneDead here : dead) {
      alive -= here.documents(term);
    }
    return alive;
  }
}
