package io.mnemon.index;

import io.mnemon.inference.Embedding;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.IndexReader;
import org.jspecify.annotations.Nullable;

/**
 * A search that has begun before its vector is known, of what was visible then. It holds the
 * segments until it is closed, which may happen at any time and on any thread: what is being read
 * then is read to its end, and nothing is begun any more.
 */
final class LuceneAhead implements AutoCloseable {
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

  LuceneSearcher searcher() {
    return searcher;
  }

  /** Looks for the words; whatever is wrong with that {@link #find} says. */
  boolean words() throws IOException {
    if (!mayRead()) {
      return false;
    }
    try {
      search.ahead();
      return true;
    } finally {
      reader.decRef();
    }
  }

  /**
   * Finds the memories.
   *
   * @return nothing if it has been closed
   */
  Optional<List<IndexHit>> find(@Nullable Embedding vector) throws IOException {
    if (!mayRead()) {
      return Optional.empty();
    }
    try {
      return Optional.of(search.run(vector));
    } finally {
      reader.decRef();
    }
  }

  private boolean mayRead() {
    return !isClosed.get() && reader.tryIncRef();
  }

  @Override
  public void close() throws IOException {
    if (isClosed.compareAndSet(false, true)) {
      reader.decRef();
    }
  }
}
