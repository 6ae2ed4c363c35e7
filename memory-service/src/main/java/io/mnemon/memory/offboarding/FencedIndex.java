package io.mnemon.memory.offboarding;

import io.mnemon.index.HybridIndex;
import io.mnemon.index.IndexAnswer;
import io.mnemon.index.IndexChange;
import io.mnemon.index.IndexQuery;
import io.mnemon.index.IndexUnavailableException;
import io.mnemon.index.NearQuery;
import io.mnemon.index.Usage;
import io.mnemon.inference.Embedding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An index that knows nothing of tenants that have left, and never begins one of theirs again: a
 * search or a change that comes late would otherwise make the folder anew.
 */
public final class FencedIndex implements HybridIndex {
  private final HybridIndex index;
  private final Set<UUID> left = ConcurrentHashMap.newKeySet();

  /** How many calls are under way, of those tenants that have some. */
  private final Map<UUID, Integer> underWay = new ConcurrentHashMap<>();

  private final Object ends = new Object();

  public FencedIndex(HybridIndex index, Set<UUID> left) {
    this.index = index;
    this.left.addAll(left);
  }

  /**
   * From its return on nothing more is done with the tenant's index, except to drop it; a search
   * that has begun may still be reading, and finds nothing. It waits for calls of this tenant that
   * are under way, and for nobody else's.
   */
  void fence(UUID tenant) {
    underWay.compute(
        tenant,
        (id, calls) -> {
          left.add(id);
          return calls;
        });
    synchronized (ends) {
      try {
        while (underWay.containsKey(tenant)) {
          ends.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IndexUnavailableException(
            "tenant " + tenant + " still uses its index, and the caller was interrupted", e);
      }
    }
  }

  public boolean hasLeft(UUID tenant) {
    return left.contains(tenant);
  }

  @Override
  public void apply(UUID tenant, List<IndexChange> changes) {
    with(
        tenant,
        () -> {
          index.apply(tenant, changes);
          return true;
        });
  }

  @Override
  public void use(UUID tenant, Map<UUID, Usage> usage) {
    with(
        tenant,
        () -> {
          index.use(tenant, usage);
          return true;
        });
  }

  @Override
  public IndexAnswer search(UUID tenant, IndexQuery query) {
    return with(tenant, () -> index.search(tenant, query));
  }

  @Override
  public Begun begin(UUID tenant, IndexQuery query) {
    Begun begun = with(tenant, () -> index.begin(tenant, query));
    return new Begun() {
      @Override
      public IndexAnswer find(@Nullable Embedding vector) {
        return with(tenant, () -> begun.find(vector));
      }

      @Override
      public void close() {
        begun.close();
      }
    };
  }

  @Override
  public List<IndexAnswer> searchAll(UUID tenant, List<IndexQuery> queries) {
    return with(tenant, () -> index.searchAll(tenant, queries));
  }

  @Override
  public List<List<UUID>> near(UUID tenant, List<NearQuery> queries) {
    return with(tenant, () -> index.near(tenant, queries));
  }

  /** Nothing is left to be made durable of a tenant that has left. */
  @Override
  public void flush(UUID tenant) {
    if (left.contains(tenant)) {
      return;
    }
    with(
        tenant,
        () -> {
          index.flush(tenant);
          return true;
        });
  }

  @Override
  public void expunge(UUID tenant) {
    with(
        tenant,
        () -> {
          index.expunge(tenant);
          return true;
        });
  }

  @Override
  public boolean isComplete(UUID tenant) {
    return with(tenant, () -> index.isComplete(tenant));
  }

  @Override
  public UUID incarnation(UUID tenant) {
    return with(tenant, () -> index.incarnation(tenant));
  }

  @Override
  public boolean markComplete(UUID tenant, UUID incarnation) {
    return with(tenant, () -> index.markComplete(tenant, incarnation));
  }

  @Override
  public void drop(UUID tenant) {
    index.drop(tenant);
  }

  @Override
  public boolean isAvailable() {
    return index.isAvailable();
  }

  @Override
  public boolean isWritable() {
    return index.isWritable();
  }

  @Override
  public void close() {
    index.close();
  }

  private <T> T with(UUID tenant, Supplier<T> use) {
    underWay.compute(
        tenant,
        (id, calls) -> {
          if (left.contains(id)) {
            throw new IndexUnavailableException("tenant " + id + " has left");
          }
          return calls == null ? 1 : calls + 1;
        });
    try {
      return use.get();
    } finally {
      end(tenant);
    }
  }

  private void end(UUID tenant) {
    underWay.compute(tenant, (id, calls) -> calls == null || calls == 1 ? null : calls - 1);
    if (left.contains(tenant)) {
      synchronized (ends) {
        ends.notifyAll();
      }
    }
  }
}
