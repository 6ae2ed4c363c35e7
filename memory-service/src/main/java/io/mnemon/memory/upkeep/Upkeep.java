package io.mnemon.memory.upkeep;

import io.mnemon.index.HybridIndex;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps the index in step with the record while the service runs: at the start it catches up with
 * what an earlier process left behind, then it flushes at intervals and relays what was missed.
 *
 * <p>The service counts as ready once it has caught up, and while its index answers. What fails
 * while the index answers concerns one tenant, who must not keep the others waiting: the relay goes
 * on trying.
 */
public final class Upkeep implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Upkeep.class);

  private final HybridIndex index;
  private final IndexFeed feed;
  private final IndexRelay relay;
  private final Rebuild rebuild;
  private final Backlog backlog;
  private final UpkeepLimits limits;
  private final ScheduledExecutorService flusher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("memory-index-flush").factory());
  private final ScheduledExecutorService starter =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("memory-index-start").factory());
  private volatile boolean hasCaughtUp;
  private volatile boolean stopping;

  /**
   * @param relay what the backlog carries its changes to
   */
  public Upkeep(
      HybridIndex index,
      IndexFeed feed,
      IndexRelay relay,
      Rebuild rebuild,
      Backlog backlog,
      UpkeepLimits limits) {
    this.index = index;
    this.feed = feed;
    this.relay = relay;
    this.rebuild = rebuild;
    this.backlog = backlog;
    this.limits = limits;
  }

  /** Begins in the background. */
  public void start() {
    long everyMs = limits.flushEvery().toMillis();
    var unused =
        flusher.scheduleWithFixedDelay(this::flush, everyMs, everyMs, TimeUnit.MILLISECONDS);
    starter.execute(this::begin);
  }

  /** Whether the index has caught up with the record since the start and answers now. */
  public boolean isReady() {
    return hasCaughtUp && index.isAvailable();
  }

  /** Whether the index can make changes durable now. */
  public boolean isIndexWritable() {
    return index.isWritable();
  }

  /** How many changes the index has not durably followed yet. */
  public long backlogSize() {
    return backlog.size();
  }

  private void begin() {
    if (stopping) {
      return;
    }
    try {
      backlog.takeOver();
      if (catchUp()) {
        hasCaughtUp = true;
        backlog.start();
        starter.shutdown();
        return;
      }
    } catch (RuntimeException e) {
      LOG.warnf("the index cannot catch up with the record yet: %s", e.getMessage());
    }
    if (!stopping) {
      var unused =
          starter.schedule(this::begin, limits.retryAfter().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Whether everything that was due has been tried by an index that answers. */
  private boolean catchUp() {
    long failuresBefore = failures();
    // Rows that fail come again while others are tried: without a bound that might never end.
    long enough = relay.tried() + backlog.size();
    long begunBefore;
    do {
      begunBefore = relay.begun();
      backlog.relay();
    } while (relay.begun() > begunBefore && relay.tried() < enough && !stopping);
    long failed = failures() - failuresBefore;
    if (failed > 0) {
      LOG.warnf("%d batches of changes could not be applied at the start", failed);
    }
    return !stopping && (failed == 0 || index.isAvailable());
  }

  private long failures() {
    return relay.begun() - relay.finished();
  }

  private void flush() {
    try {
      feed.flush();
    } catch (RuntimeException e) {
      // A scheduled task that throws would never run again.
      LOG.error("flushing the index failed", e);
    }
  }

  /** Stops what runs and flushes once more; the index itself stays open. */
  @Override
  public void close() {
    stopping = true;
    stop(starter);
    backlog.close();
    rebuild.close();
    stop(flusher);
    flush();
  }

  private void stop(ExecutorService executor) {
    // Never interrupted: that would close the files of the index under other threads.
    executor.shutdown();
    try {
      if (!executor.awaitTermination(limits.stop().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("background work on the index did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
