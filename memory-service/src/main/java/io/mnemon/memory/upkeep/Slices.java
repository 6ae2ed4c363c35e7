package io.mnemon.memory.upkeep;

import io.mnemon.index.IndexChange;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Changes on their way to the index: as many at once as the heap surely has room for. */
final class Slices {
  static final long MOST_BYTES = 8L * 1024 * 1024;

  private Slices() {}

  /**
   * Hands over the changes in their order, each slice before the next is made. Nothing is handed
   * over if there are none.
   */
  static void each(Stream<IndexChange> changes, Consumer<List<IndexChange>> apply) {
    List<IndexChange> slice = new ArrayList<>();
    long bytes = 0;
    Iterator<IndexChange> all = changes.iterator();
    while (all.hasNext()) {
      IndexChange change = all.next();
      slice.add(change);
      bytes += change.bytes();
      if (bytes >= MOST_BYTES) {
        apply.accept(List.copyOf(slice));
        slice.clear();
        bytes = 0;
      }
    }
    if (!slice.isEmpty()) {
      apply.accept(List.copyOf(slice));
    }
  }
}
