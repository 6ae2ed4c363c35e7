package io.mnemon.governance.access;

import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * When keys were shown last: gathered here, and written down every few seconds, so that showing a
 * key writes nothing by itself. What was gathered when a process dies is lost.
 */
final class LastUses implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LastUses.class);

  private final KeyStore keys;
  private final Duration interval;
  private final int limit;
  private final ConcurrentMap<Shown, Instant> gathered = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("key-use").factory());

  /**
   * @param interval between two times of writing
   * @param limit how many keys are gathered in between; what is above is not written
   */
  LastUses(KeyStore keys, Duration interval, int limit) {
    this.keys = keys;
    this.interval = interval;
    this.limit = limit;
  }

  private record Shown(UUID tenant, UUID key) {}

  void start() {
    timer.scheduleWithFixedDelay(
        this::write, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  void used(UUID tenant, UUID key, Instant at) {
    if (gathered.size() < limit) {
      gathered.put(new Shown(tenant, key), at);
    }
  }

  // One tenant whose keys cannot be written must not keep the others from it, nor end the timer.
  @SuppressWarnings("CatchingUnchecked")
  void write() {
    Map<UUID, Map<UUID, Instant>> byTenant = new HashMap<>();
    gathered.forEach(
        (shown, at) -> {
          if (gathered.remove(shown, at)) {
            byTenant.computeIfAbsent(shown.tenant(), any -> new HashMap<>()).put(shown.key(), at);
          }
        });
    byTenant.forEach(
        (tenant, uses) -> {
          try {
            keys.used(TenantScope.of(tenant, Set.of()), uses);
          } catch (RuntimeException e) {
            LOG.warnf(e, "the last use of %d keys was not written down", uses.size());
          }
        });
  }

  @Override
  public void close() {
    timer.shutdownNow();
    write();
  }
}
