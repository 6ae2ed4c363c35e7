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

  synchronized void add(IndexChange change) {
    changes.put(change.id(), change);
  }

  synchronized List<IndexChange> changes() {
    return List.copyOf(changes.values());
  }

  /** Drops those of the changes that have not been followed by another of the same memory. */
  synchronized void drop(List<IndexChange> durable) {
    for (IndexChange change : durable) {
      changes.computeIfPresent(change.id(), (id, last) -> last == change ? null : last);
    }
  }

  synchronized int size() {
    return changes.size();
  }

  synchronized void clear() {
    changes.clear();
  }
}
