package io.mnemon.index;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.IndexReader;

/**
 * A search that has begun before its vector is known, of what was visible then. It holds the
 * segments until it is closed, which may happen at any time and on any thread: what is being read
 * then is read to its end, and nothing is begun any more.
 */
final class LuceneAhead implements Closeable {
  private final LuceneSearcher searcher;
  private final IndexReader reader;
  private final LuceneSearch search;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /**
   * @param searcher the caller's reference to it becomes this object's
   */
  LuceneAhead(LuceneSearcher searcher, LuceneAnalyzer analyzer, IndexQuery query) {
    this.searcher = searcher;
    reader = searcher.getIndexReader();
    search = new LuceneSearch(searcher, analyzer, query);
  }

  /** What is read while the segments are there. */
  interface Reading<T> {
    T of(LuceneSearcher searcher, LuceneSearch search) throws IOException;
  }

  /**
   * @return nothing if it has been closed
   */
  <T> Optional<T> read(Reading<T> reading) throws IOException {
    if (isClosed.get() || !reader.tryIncRef()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reading.of(searcher, search));
    } finally {
      reader.decRef();
    }
  }

  @Override
  public void close() throws IOException {
    if (isClosed.compareAndSet(false, true)) {
      reader.decRef();
    }
  }
}
