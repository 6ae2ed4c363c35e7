package io.mnemon.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermStatistics;
import org.jspecify.annotations.Nullable;

/**
 * A searcher that weighs words by the memories that are there. Lucene's own statistics count what
 * was replaced or removed until a merge drops it, and so would rank the same memories differently
 * in an index with another past.
 */
final class LuceneSearcher extends IndexSearcher {
  private final List<LuceneDead> dead = new ArrayList<>();
  private final Map<Object, LuceneDead> deadBySegment = new HashMap<>();
  private final @Nullable CollectionStatistics texts;

  /**
   * @param before what an earlier searcher knew, by segment
   */
  LuceneSearcher(IndexReader reader, Map<Object, LuceneDead> before) throws IOException {
    super(reader);
    for (LeafReaderContext leaf : getLeafContexts()) {
      Object segment = segment(leaf.reader());
      LuceneDead here = LuceneDead.of(leaf.reader(), before.get(segment));
      if (here != null) {
        dead.add(here);
        deadBySegment.put(segment, here);
      }
    }
    CollectionStatistics all = super.collectionStatistics(LuceneFields.TEXT);
    texts = all == null ? null : alive(all);
  }

  private static Object segment(LeafReader reader) {
    return reader.getCoreCacheHelper().getKey();
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
  Map<Object, LuceneDead> deadBySegment() {
    return deadBySegment;
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
