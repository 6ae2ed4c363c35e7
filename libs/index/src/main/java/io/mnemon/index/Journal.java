package io.mnemon.index;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The changes of one tenant that its index has followed but does not yet hold durably: after a
 * failure of the disk the index is opened again where it was last durable, and follows them anew.
 */
final class Journal {
  private final Map<UUID, IndexChange> changes = new HashMap<>();
  private long bytes;

  synchronized void add(IndexChange change) {
    IndexChange before = changes.put(change.id(), change);
    bytes += change.bytes() - (before == null ? 0 : before.bytes());
  }

  synchronized List<IndexChange> changes() {
    return List.copyOf(changes.values());
  }

  /** Drops those of the changes that have not been followed by another of the same memory. */
  synchronized void drop(List<IndexChange> durable) {
    for (IndexChange change : durable) {
      if (changes.get(change.id()) == change) {
        changes.remove(change.id());
        bytes -= change.bytes();
      }
    }
  }

  synchronized int size() {
    return changes.size();
  }

  /** About how much of the heap the changes take. */
  synchronized long bytes() {
    return bytes;
  }

  synchronized void clear() {
    changes.clear();
    bytes = 0;
  }
}
