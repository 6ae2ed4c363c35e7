package io.mnemon.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.apache.lucene.search.LRUQueryCache;
import org.apache.lucene.search.QueryCache;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * What searches ask for again: which documents lie in a set of scopes, where frequent words stand,
 * and the vectors in brief. One bound for all tenants, so that many open indexes take no more than
 * a few.
 */
final class LuceneCaches {
  private static final int FILTERS = 10_000;

  /** To remember a filter must not cost more than so many times the search that asks for it. */
  private static final float WORTH = 10;

  private final QueryCache filters;
  private final Cache<Word, LucenePostings> words;
  private final LuceneCodesCache codes;

  /**
   * @param bytes how much is kept at most: an eighth of it sets of documents, three words, and half
   *     of it codes
   */
  LuceneCaches(long bytes) {
    filters = new LRUQueryCache(FILTERS, bytes / 8, leaf -> true, WORTH);
    words =
        Caffeine.newBuilder()
            .maximumWeight(bytes / 8 * 3)
            .weigher((Word word, LucenePostings postings) -> Math.toIntExact(postings.bytes()))
            .executor(Runnable::run)
            .build();
    codes = new LuceneCodesCache(bytes / 2);
  }

  /** A word of a segment. */
  private record Word(Object segment, BytesRef term) {}

  QueryCache filters() {
    return filters;
  }

  /** Where a word stands in a segment; null if that is not known. */
  @Nullable LucenePostings postings(Object segment, BytesRef term) {
    return words.getIfPresent(new Word(segment, term));
  }

  void keep(Object segment, BytesRef term, LucenePostings postings) {
    words.put(new Word(segment, BytesRef.deepCopyOf(term)), postings);
  }

  /** The vectors of segments in brief. */
  LuceneCodesCache codes() {
    return codes;
  }

  /** Of a segment that has gone. */
  void forget(Object segment) {
    words.asMap().keySet().removeIf(word -> word.segment() == segment);
  }
}
