package io.mnemon.index;

import io.mnemon.inference.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.search.ReferenceManager;

/**
 * The changes that are applied and that no searcher sees yet. To make them visible costs about as
 * much for one as for a hundred, so who only looks for near memories looks at these by themselves.
 *
 * <p>One thread at a time adds, after the writer has got the change; any number look. As long as a
 * refresh runs, what it makes visible is held here too.
 */
final class LuceneUnseen implements ReferenceManager.RefreshListener {
  private volatile Changes newer = new Changes();
  private volatile Changes refreshing = new Changes();

  /** A document and its vector as numbers. */
  static final class Unseen {
    private final IndexDocument document;
    private final float[] vector;

    private Unseen(IndexDocument document, Embedding vector) {
      this.document = document;
      this.vector = vector.toArray();
    }

    IndexDocument document() {
      return document;
    }

    /** Not to be changed. */
    float[] vector() {
      return vector;
    }
  }

  void add(IndexChange change) {
    newer.add(change);
  }

  @Override
  public void beforeRefresh() {
    refreshing = newer;
    newer = new Changes();
  }

  @Override
  public void afterRefresh(boolean didRefresh) {
    refreshing = new Changes();
  }

  int size() {
    return newer.ids.size();
  }

  /** What a searcher that is acquired afterwards may not see. */
  Snapshot snapshot() {
    // In this order: a refresh that begins in between moves changes from the first to the second.
    Changes first = newer;
    Changes second = refreshing;
    return new Snapshot(first, second);
  }

  /**
   * The changes at one moment.
   *
   * @param older of one memory that is in both, the older change
   */
  record Snapshot(Changes newer, Changes older) {
    boolean changes(UUID id) {
      return newer.ids.containsKey(id) || older.ids.containsKey(id);
    }

    /** The memories of a scope that have a vector. */
    List<Unseen> in(UUID scope) {
      List<Unseen> here = new ArrayList<>(newer.in(scope).values());
      if (older != newer) {
        older
            .in(scope)
            .forEach(
                (id, unseen) -> {
                  if (!newer.ids.containsKey(id)) {
                    here.add(unseen);
                  }
                });
      }
      return here;
    }
  }

  /** The last change of each memory, and where its document is if it leaves one. */
  private static final class Changes {
    private final Map<UUID, IndexChange> ids = new ConcurrentHashMap<>();
    private final Map<UUID, Map<UUID, Unseen>> scopes = new ConcurrentHashMap<>();

    void add(IndexChange change) {
      if (ids.put(change.id(), change) instanceof IndexChange.Put(IndexDocument before)
          && before.vector() != null) {
        place(before).remove(change.id());
      }
      if (change instanceof IndexChange.Put(IndexDocument document)) {
        Embedding vector = document.vector();
        if (vector != null) {
          place(document).put(change.id(), new Unseen(document, vector));
        }
      }
    }

    private Map<UUID, Unseen> place(IndexDocument document) {
      return scopes.computeIfAbsent(document.scopeId(), any -> new ConcurrentHashMap<>());
    }

    Map<UUID, Unseen> in(UUID scope) {
      return scopes.getOrDefault(scope, Map.of());
    }
  }
}
