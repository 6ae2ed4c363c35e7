package io.mnemon.index;

import io.mnemon.inference.Embedding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.search.ReferenceManager;
import org.jspecify.annotations.Nullable;

/**
 * The changes that are applied and that no searcher sees yet. To make them visible costs about as
 * much for one as for a hundred, so who only looks for near memories looks at these by themselves.
 *
 * <p>One thread at a time adds, after the writer has got the change; any number look. As long as a
 * refresh runs, what it makes visible is held here too.
 */
final class LuceneUnseen implements ReferenceManager.RefreshListener {
  private volatile Map<UUID, Unseen> newer = new ConcurrentHashMap<>();
  private volatile Map<UUID, Unseen> refreshing = Map.of();

  /** As much of a changed memory as near ones are told by; nothing but the id of a removed one. */
  static final class Unseen {
    private final UUID id;
    private final @Nullable UUID scope;
    private final float @Nullable [] vector;
    private final @Nullable Instant validFrom;
    private final @Nullable Instant validTo;
    private final @Nullable Instant expiresAt;

    private Unseen(UUID id, @Nullable IndexDocument document) {
      this.id = id;
      Embedding embedding = document == null ? null : document.vector();
      scope = document == null ? null : document.scopeId();
      vector = embedding == null ? null : embedding.toArray();
      validFrom = document == null ? null : document.validFrom();
      validTo = document == null ? null : document.validTo();
      expiresAt = document == null ? null : document.expiresAt();
    }

    static Unseen of(IndexChange change) {
      return switch (change) {
        case IndexChange.Put(IndexDocument document) -> new Unseen(document.id(), document);
        case IndexChange.Remove remove -> new Unseen(remove.id(), null);
      };
    }

    UUID id() {
      return id;
    }

    /** Not to be changed; null if it has none. */
    float @Nullable [] vector() {
      return vector;
    }

    /** Whether it is valid at this time and has not expired. */
    boolean holds(Instant now) {
      return (validFrom == null || !validFrom.isAfter(now))
          && (validTo == null || validTo.isAfter(now))
          && (expiresAt == null || expiresAt.isAfter(now));
    }
  }

  void add(IndexChange change) {
    newer.put(change.id(), Unseen.of(change));
  }

  @Override
  public void beforeRefresh() {
    refreshing = newer;
    newer = new ConcurrentHashMap<>();
  }

  @Override
  public void afterRefresh(boolean didRefresh) {
    refreshing = Map.of();
  }

  int size() {
    return newer.size();
  }

  /** What a searcher that is acquired afterwards may not see. */
  Snapshot snapshot() {
    // In this order: a refresh that begins in between moves changes from the first to the second.
    Map<UUID, Unseen> first = newer;
    Map<UUID, Unseen> second = refreshing;
    Map<UUID, Unseen> changes = new HashMap<>(second);
    changes.putAll(first);
    return new Snapshot(changes);
  }

  /** The last change of each memory at one moment. */
  static final class Snapshot {
    private final Map<UUID, Unseen> changes;
    private final Map<UUID, List<Unseen>> scopes = new HashMap<>();

    private Snapshot(Map<UUID, Unseen> changes) {
      this.changes = changes;
      for (Unseen one : changes.values()) {
        if (one.vector != null) {
          scopes.computeIfAbsent(one.scope, any -> new ArrayList<>()).add(one);
        }
      }
    }

    boolean changes(UUID id) {
      return changes.containsKey(id);
    }

    /** The memories of a scope that have a vector. */
    List<Unseen> in(UUID scope) {
      return scopes.getOrDefault(scope, List.of());
    }
  }
}
