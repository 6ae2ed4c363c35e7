package io.mnemon.operations.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;

/**
 * What the last commit of a tenant's index holds. It is read beside the process that writes to it,
 * without its lock; the fields are those of {@code LuceneFields} in the module of the index.
 */
final class LuceneSnapshot {

  private final Map<UUID, Long> versions = new HashMap<>();
  private final boolean isComplete;

  private LuceneSnapshot(boolean isComplete) {
    this.isComplete = isComplete;
  }

  /**
   * @throws IOException if it is damaged or of another format
   */
  static LuceneSnapshot of(Path folder) throws IOException {
    try (var directory = FSDirectory.open(folder);
        DirectoryReader reader = DirectoryReader.open(directory)) {
      var snapshot =
          new LuceneSnapshot(
              Boolean.parseBoolean(reader.getIndexCommit().getUserData().get("complete")));
      for (LeafReaderContext leaf : reader.leaves()) {
        snapshot.read(leaf.reader());
      }
      return snapshot;
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void read(LeafReader leaf) throws IOException {
    NumericDocValues highs = leaf.getNumericDocValues("id_high");
    NumericDocValues lows = leaf.getNumericDocValues("id_low");
    NumericDocValues numbers = leaf.getNumericDocValues("version");
    NumericDocValues removed = leaf.getNumericDocValues("removed");
    Bits live = leaf.getLiveDocs();
    if (highs == null || lows == null || numbers == null || removed == null) {
      throw new IOException("it has no ids or versions");
    }
    for (int doc = 0; doc < leaf.maxDoc(); doc++) {
      boolean isThere =
          (live == null || live.get(doc))
              && highs.advanceExact(doc)
              && lows.advanceExact(doc)
              && numbers.advanceExact(doc)
              && removed.advanceExact(doc);
      if (isThere && removed.longValue() == 0) {
        versions.put(new UUID(highs.longValue(), lows.longValue()), numbers.longValue());
      }
    }
  }

  /** The memories that it shows, with their versions. */
  Map<UUID, Long> versions() {
    return versions;
  }

  /** False while it is filled from the record. */
  boolean isComplete() {
    return isComplete;
  }
}
