package io.mnemon.index;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.store.Directory;

/** The tenants' indexes that are open, a bounded number of them beside those in use. */
final class LuceneTenants implements AutoCloseable {

  /** How the files of a folder are reached. */
  interface Directories {
    Directory open(Path folder) throws IOException;
  }

  private final LuceneSettings settings;
  private final IndexThreads threads;
  private final Directories directories;
  private final LuceneAnalyzer analyzer = new LuceneAnalyzer();
  private final LuceneCaches caches;
  private final Map<UUID, LuceneTenantSlot> slots = new ConcurrentHashMap<>();
  private final Set<UUID> verified = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;

  LuceneTenants(LuceneSettings settings, IndexThreads threads, Directories directories) {
    this.settings = settings;
    this.threads = threads;
    this.directories = directories;
    this.caches = new LuceneCaches(1024L * 1024 * settings.cachedMebibytes());
  }

  /** What is done with a tenant's open index. */
  interface Use<T> {
    T on(LuceneTenantSlot slot, LuceneTenantIndex index) throws IOException;
  }

  /** Has the tenant's index open while it is used. */
  <T> T with(UUID tenant, Use<T> use) throws IOException {
    while (true) {
      LuceneTenantSlot slot = slot(tenant);
      LuceneTenantIndex index = slot.enter();
      if (index == null) {
        slots.remove(tenant, slot);
        continue;
      }
      try {
        return use.on(slot, index);
      } catch (IOException | RuntimeException | InternalError e) {
        if (LuceneTenantFolder.isDamage(e)) {
          index.fail(e);
        }
        throw e;
      } finally {
        slot.leave();
        evict();
      }
    }
  }

  /**
   * Uses the tenant's index if it is open, well and not taken; does not wait until it is.
   *
   * @return nothing if it is not, or if the use gives nothing
   */
  <T> Optional<T> ifOpen(UUID tenant, Use<Optional<T>> use) throws IOException {
    LuceneTenantSlot slot = slots.get(tenant);
    LuceneTenantIndex index = slot == null ? null : slot.enterIfOpen(Duration.ZERO);
    if (slot == null || index == null) {
      return Optional.empty();
    }
    try {
      return use.on(slot, index);
    } finally {
      slot.leave();
    }
  }

  void drop(UUID tenant) throws IOException {
    LuceneTenantSlot slot = slot(tenant);
    while (!slot.drop()) {
      slots.remove(tenant, slot);
      slot = slot(tenant);
    }
    evict();
  }

  private LuceneTenantSlot slot(UUID tenant) {
    if (isClosed) {
      throw new IndexUnavailableException("the index has been closed");
    }
    return slots.computeIfAbsent(tenant, id -> new LuceneTenantSlot(id, this));
  }

  private void evict() {
    int surplus = slots.size() - settings.openTenants();
    if (surplus <= 0) {
      return;
    }
    record Used(UUID tenant, LuceneTenantSlot slot, long last) {}
    List<Used> eldest =
        slots.entrySet().stream()
            .map(each -> new Used(each.getKey(), each.getValue(), each.getValue().lastUse()))
            .sorted(Comparator.comparingLong(Used::last))
            .toList();
    for (Used each : eldest) {
      if (surplus > 0 && each.slot.retire()) {
        slots.remove(each.tenant, each.slot);
        surplus--;
      }
    }
  }

  /** How much memory the changes of all tenants take that are not durable. */
  long undurableBytes() {
    return slots.values().stream().mapToLong(LuceneTenantSlot::undurableBytes).sum();
  }

  /**
   * Of many tenants each may hold little that is not durable, and all together too much. What is
   * most is then made durable first. An index that has failed is left to whoever uses it next.
   *
   * @throws IndexUnavailableException if there is still too much after the patience
   */
  void makeRoom() {
    if (undurableBytes() <= settings.undurableBytes()) {
      return;
    }
    long deadline = System.nanoTime() + settings.patience().toNanos();
    for (LuceneTenantSlot slot : mostUndurableFirst()) {
      slot.settle(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      if (undurableBytes() <= settings.undurableBytes()) {
        return;
      }
      if (Thread.currentThread().isInterrupted() || System.nanoTime() > deadline) {
        break;
      }
    }
    throw new IndexUnavailableException(
        "too many changes wait until the disk takes them; try again later");
  }

  private List<LuceneTenantSlot> mostUndurableFirst() {
    record Held(LuceneTenantSlot slot, long bytes) {}
    return slots.values().stream()
        .map(slot -> new Held(slot, slot.undurableBytes()))
        .filter(held -> held.bytes() > 0)
        .sorted(Comparator.comparingLong(Held::bytes).reversed())
        .map(Held::slot)
        .toList();
  }

  /** How many searches have begun and not ended. */
  int begun() {
    return slots.values().stream().mapToInt(LuceneTenantSlot::begun).sum();
  }

  /** How many tenants' indexes are open. */
  int size() {
    return slots.size();
  }

  LuceneSettings settings() {
    return settings;
  }

  IndexThreads threads() {
    return threads;
  }

  Directories directories() {
    return directories;
  }

  LuceneAnalyzer analyzer() {
    return analyzer;
  }

  LuceneCaches caches() {
    return caches;
  }

  /** Whether all of the tenant's index has been read once since the start and was sound. */
  boolean isVerified(UUID tenant) {
    return verified.contains(tenant);
  }

  void setVerified(UUID tenant) {
    verified.add(tenant);
  }

  @Override
  public void close() {
    isClosed = true;
    slots.values().forEach(LuceneTenantSlot::close);
    analyzer.close();
  }
}
