package io.mnemon.memory.retention;

import io.mnemon.index.HybridIndex;
import io.mnemon.index.IndexChange;
import io.mnemon.inference.Embedder;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Makes deleted memories unreadable for good: their content goes from the record, its history, the
 * caches and the bytes of the index. A step that fails is done again; each may be repeated.
 */
public final class Purging {
  private static final Logger LOG = Logger.getLogger(Purging.class);
  private static final String JOB = "purge";
  private static final Duration LEASE = Duration.ofMinutes(10);

  private final PurgeStore store;
  private final HybridIndex index;
  private final Embedder embedder;
  private final InstantSource clock;
  private final Duration grace;
  private final int batch;

  /**
   * @param grace how long a deleted memory's content is kept, unless somebody wants it gone at once
   * @param batch how many memories are purged at once
   */
  public Purging(
      PurgeStore store,
      HybridIndex index,
      Embedder embedder,
      InstantSource clock,
      Duration grace,
      int batch) {
    this.store = store;
    this.index = index;
    this.embedder = embedder;
    this.clock = clock;
    this.grace = grace;
    this.batch = batch;
  }

  /**
   * Purges what is due.
   *
   * @return how many memories that were
   */
  public int run() {
    int all = 0;
    int some;
    do {
      some = 0;
      Map<UUID, Set<UUID>> due = store.lease(deletedBefore(), batch, LEASE);
      for (Map.Entry<UUID, Set<UUID>> tenant : due.entrySet()) {
        some += tenant.getValue().size();
        try {
          purge(tenant.getKey(), tenant.getValue());
        } catch (RuntimeException e) {
          LOG.warnf(
              "%d deleted memories of tenant %s are purged later: %s",
              tenant.getValue().size(), tenant.getKey(), e.getMessage());
        }
      }
      all += some;
    } while (some == batch);
    return all;
  }

  /** To the hour: to expunge means to write files anew, which should not happen all the time. */
  private Instant deletedBefore() {
    return clock.instant().minus(grace).truncatedTo(ChronoUnit.HOURS);
  }

  private void purge(UUID tenant, Set<UUID> ids) {
    TenantScope system = TenantScope.system(tenant, JOB);
    store.contents(system, ids, embedder::forget);
    Map<UUID, Long> purged = store.purge(system, ids);
    if (!purged.isEmpty()) {
      index.apply(
          tenant,
          purged.entrySet().stream()
              .<IndexChange>map(each -> new IndexChange.Remove(each.getKey(), each.getValue()))
              .toList());
      index.expunge(tenant);
    }
    store.done(system, ids);
  }
}
