package io.mnemon.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.ToLongFunction;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
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
  private final Cache<Vectors, LuceneCodes> codes;
  private final long codesBytes;

  /** One for all, which a segment keeps once. */
  private final IndexReader.ClosedListener forgetting = this::forget;

  /**
   * @param bytes how much is kept at most: a quarter of it sets of documents, a quarter words, and
   *     the rest codes
   */
  LuceneCaches(long bytes) {
    filters = new LRUQueryCache(FILTERS, bytes / 4, leaf -> true, WORTH);
    words = cache(bytes / 4, LucenePostings::bytes);
    codesBytes = bytes - 2 * (bytes / 4);
    codes = cache(codesBytes, LuceneCodes::bytes);
  }

  private static <K, V> Cache<K, V> cache(long bytes, ToLongFunction<V> size) {
    return Caffeine.newBuilder()
        // What is loaded holds up its neighbours in the table.
        .initialCapacity(4096)
        .maximumWeight(bytes)
        .weigher((K key, V value) -> (int) Math.min(size.applyAsLong(value), Integer.MAX_VALUE))
        .executor(Runnable::run)
        .build();
  }

  /** A word of a segment. */
  private record Word(Object segment, BytesRef term) {}

  /** Those of a segment that have so many dimensions. */
  private record Vectors(Object segment, int dimensions) {}

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

  /**
   * The vectors of a segment that have so many dimensions, in brief.
   *
   * @return null if they would not stay, because they alone take more than there is for all
   */
  @Nullable LuceneCodes codes(LeafReader reader, int dimensions) throws IOException {
    IndexReader.CacheHelper segment = reader.getCoreCacheHelper();
    Vectors vectors = new Vectors(segment.getKey(), dimensions);
    LuceneCodes known = codes.getIfPresent(vectors);
    if (known != null) {
      return known;
    }
    int size = DocValues.getSorted(reader, LuceneFields.codeField(dimensions)).getValueCount();
    if (LuceneCodes.bytes(dimensions, size, reader.maxDoc()) > codesBytes) {
      return null;
    }
    try {
      return codes.get(
          vectors,
          missing -> {
            segment.addClosedListener(forgetting);
            return read(reader, dimensions);
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static LuceneCodes read(LeafReader reader, int dimensions) {
    try {
      return new LuceneCodes(reader, dimensions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a segment that has gone. */
  void forget(Object segment) {
    words.asMap().keySet().removeIf(word -> word.segment() == segment);
    codes.asMap().keySet().removeIf(vectors -> vectors.segment() == segment);
  }
}
