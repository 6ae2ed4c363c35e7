package io.mnemon.index;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.jspecify.annotations.Nullable;

/**
 * The codes of the segments that were asked for last, as many as there is room for.
 *
 * <p>Whoever is asked for is let in. A cache that weighs how often, as the one of words does, would
 * turn a large newcomer away for small ones that nobody asks for any more, and read it again for
 * every search.
 */
final class LuceneCodesCache {
  private final long most;
  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** One for all, which a segment keeps once. */
  private final IndexReader.ClosedListener forgetting = this::forget;

  /**
   * @param most bytes
   */
  LuceneCodesCache(long most) {
    this.most = most;
  }

  /** Of a segment, its vectors that have so many dimensions. */
  private record Key(Object segment, int dimensions) {}

  private record Entry(Once<LuceneCodes> codes, long bytes) {}

  long most() {
    return most;
  }

  /** How many bytes those take that are here. */
  long bytes() {
    synchronized (entries) {
      return bytes;
    }
  }

  /**
   * Those of a segment, read if need be.
   *
   * @param size how many bytes they take, at most {@link #most}
   */
  LuceneCodes get(LeafReader segment, int dimensions, long size) throws IOException {
    IndexReader.CacheHelper core = segment.getCoreCacheHelper();
    Key key = new Key(core.getKey(), dimensions);
    Once<LuceneCodes> codes = find(key);
    if (codes == null) {
      // Before they are there: what is closed meanwhile is forgotten.
      core.addClosedListener(forgetting);
      codes = enter(key, segment, size);
    }
    try {
      return codes.get();
    } catch (IOException | RuntimeException | Error e) {
      // Else it would fail in the same way for as long as the segment lives.
      forget(core.getKey());
      throw e;
    }
  }

  private @Nullable Once<LuceneCodes> find(Key key) {
    synchronized (entries) {
      Entry known = entries.get(key);
      return known == null ? null : known.codes;
    }
  }

  private Once<LuceneCodes> enter(Key key, LeafReader segment, long size) {
    synchronized (entries) {
      Entry known = entries.get(key);
      if (known != null) {
        return known.codes;
      }
      bytes += size;
      Iterator<Entry> eldest = entries.values().iterator();
      while (bytes > most && eldest.hasNext()) {
        bytes -= eldest.next().bytes;
        eldest.remove();
      }
      Once<LuceneCodes> codes = new Once<>(() -> new LuceneCodes(segment, key.dimensions));
      entries.put(key, new Entry(codes, size));
      return codes;
    }
  }

  /** Of a segment that has gone. */
  private void forget(Object segment) {
    synchronized (entries) {
      entries
          .entrySet()
          .removeIf(
              entry -> {
                boolean isOfIt = entry.getKey().segment == segment;
                bytes -= isOfIt ? entry.getValue().bytes : 0;
                return isOfIt;
              });
    }
  }
}
