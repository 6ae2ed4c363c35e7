package io.mnemon.memory.worth;

import io.mnemon.index.HybridIndex;
import io.mnemon.index.Usage;
import io.mnemon.memory.record.Memory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Brings uses to the index, together and a few seconds later: one by one each would cost the next
 * search. The record has them already; what a crash takes with it here, the index learns with the
 * memory's next use or change.
 */
public final class UseFeed implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(UseFeed.class);
  private static final long STOP_SECONDS = 5;

  private final HybridIndex index;
  private final Duration every;
  private final int mostWaiting;
  private final Map<UUID, Map<UUID, Usage>> waiting = new HashMap<>();
  private int size;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("memory-uses").factory());

  /**
   * @param every how often what waits is brought
   * @param mostWaiting how many memories wait at most; uses of further ones the index learns later
   */
  public UseFeed(HybridIndex index, Duration every, int mostWaiting) {
    this.index = index;
    this.every = every;
    this.mostWaiting = mostWaiting;
  }

  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::flush, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  void used(UUID tenant, Memory memory) {
    used(tenant, Map.of(memory.id(), new Usage(memory.worth().uses(), memory.worth().lastUse())));
  }

  synchronized void used(UUID tenant, Map<UUID, Usage> usage) {
    for (Map.Entry<UUID, Usage> each : usage.entrySet()) {
      if (size >= mostWaiting) {
        LOG.debug("too many uses wait: the index learns of further ones later");
        return;
      }
      if (waiting
              .computeIfAbsent(tenant, t -> new HashMap<>())
              .merge(each.getKey(), each.getValue(), UseFeed::later)
          == each.getValue()) {
        size++;
      }
    }
  }

  private static Usage later(Usage one, Usage other) {
    return new Usage(
        Math.max(one.uses(), other.uses()),
        one.last().isAfter(other.last()) ? one.last() : other.last());
  }

  /** Brings all that waits. */
  public void flush() {
    for (Map.Entry<UUID, Map<UUID, Usage>> tenant : take().entrySet()) {
      try {
        index.use(tenant.getKey(), tenant.getValue());
        index.flush(tenant.getKey());
      } catch (RuntimeException e) {
        // A scheduled task that throws would never run again.
        LOG.debugf(
            "%d uses of tenant %s are brought later: %s",
            tenant.getValue().size(), tenant.getKey(), e.getMessage());
      }
    }
  }

  private synchronized Map<UUID, Map<UUID, Usage>> take() {
    Map<UUID, Map<UUID, Usage>> taken = Map.copyOf(waiting);
    waiting.clear();
    size = 0;
    return taken;
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("the last uses did not reach the index in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    flush();
  }
}
