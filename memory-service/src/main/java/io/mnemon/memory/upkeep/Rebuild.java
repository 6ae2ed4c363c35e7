package io.mnemon.memory.upkeep;

import io.mnemon.index.HybridIndex;
import io.mnemon.index.IndexUnavailableException;
import io.mnemon.memory.recall.BlindTerms;
import io.mnemon.memory.recall.IndexState;
import io.mnemon.memory.record.MemoryReader;
import io.mnemon.memory.record.MemoryReader.Stored;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Fills an index that is new, was lost or was corrupt from the record, without embedding anything.
 * It begins when a tenant's index is first asked for and runs once per tenant at a time; searches
 * are answered meanwhile with what is there. A memory that cannot be read is left out: one that is
 * lost must not keep the others from being found.
 *
 * <p>Requests and the relay apply their changes beside it: versions keep what is newer.
 */
public final class Rebuild implements IndexState, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Rebuild.class);
  private static final String JOB = "index rebuild";

  private final MemoryReader memories;
  private final HybridIndex index;
  private final InContext inContext;
  private final InstantSource clock;
  private final UpkeepLimits limits;
  private final TenantLocks locks = new TenantLocks();
  private final ThreadPoolExecutor pool;
  private final Map<UUID, Progress> running = new ConcurrentHashMap<>();
  private final Map<UUID, Instant> resting = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  public Rebuild(
      MemoryReader memories,
      HybridIndex index,
      BlindTerms blindTerms,
      InstantSource clock,
      UpkeepLimits limits) {
    this.memories = memories;
    this.index = index;
    this.inContext = new InContext(memories, blindTerms);
    this.clock = clock;
    this.limits = limits;
    this.pool =
        new ThreadPoolExecutor(
            limits.rebuilds(),
            limits.rebuilds(),
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(limits.waitingRebuilds()),
            Thread.ofPlatform().daemon().name("memory-index-rebuild-", 1).factory());
    pool.allowCoreThreadTimeOut(true);
  }

  /**
   * How far a rebuild is.
   *
   * @param total how many memories there were when it began; 0 while it waits
   */
  public record Progress(long done, long total) {}

  @Override
  public boolean isComplete(UUID tenant) {
    try {
      return index.isComplete(tenant) || begin(tenant);
    } catch (RuntimeException e) {
      LOG.warnf("the index of tenant %s is not complete: %s", tenant, e.getMessage());
      return false;
    }
  }

  /** The rebuilds that run or wait, by tenant. */
  public Map<UUID, Progress> running() {
    return Map.copyOf(running);
  }

  TenantLocks locks() {
    return locks;
  }

  /** Whether it was so little that it is done already. */
  private boolean begin(UUID tenant) {
    if (stopping || isResting(tenant) || running.putIfAbsent(tenant, new Progress(0, 0)) != null) {
      return false;
    }
    boolean goesOn = false;
    try {
      boolean isSmall =
          memories.stream(system(tenant), Optional.empty(), limits.rebuiltAtOnce() + 1).size()
              <= limits.rebuiltAtOnce();
      if (isSmall) {
        fill(tenant);
      } else {
        pool.execute(() -> run(tenant));
        goesOn = true;
      }
      return isSmall;
    } catch (RejectedExecutionException e) {
      LOG.debugf("the rebuild of tenant %s begins later: others are waiting", tenant);
      return false;
    } catch (RuntimeException e) {
      rest(tenant);
      throw e;
    } finally {
      if (!goesOn) {
        running.remove(tenant);
      }
    }
  }

  private void run(UUID tenant) {
    try {
      long total = memories.count(system(tenant));
      running.put(tenant, new Progress(0, total));
      LOG.infof("the index of tenant %s is rebuilt from %d memories", tenant, total);
      long start = System.nanoTime();
      if (fill(tenant)) {
        LOG.infof(
            "the index of tenant %s is complete after %d ms",
            tenant, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      }
    } catch (RuntimeException e) {
      rest(tenant);
      LOG.warnf(e, "the rebuild of the index of tenant %s failed and begins again later", tenant);
    } finally {
      running.remove(tenant);
    }
  }

  /**
   * Whether it came to the end.
   *
   * @throws IndexUnavailableException also if the index was lost meanwhile, and with it what it was
   *     filled with so far
   */
  private boolean fill(UUID tenant) {
    UUID incarnation = index.incarnation(tenant);
    Optional<UUID> after = Optional.empty();
    Instant told = clock.instant();
    long unreadable = 0;
    int size = limits.page();
    while (size == limits.page()) {
      if (stopping) {
        return false;
      }
      List<Stored> page = fillPage(tenant, after);
      size = page.size();
      unreadable += page.stream().filter(Stored.Unreadable.class::isInstance).count();
      if (size > 0) {
        after = Optional.of(page.getLast().id());
        Progress progress = advance(tenant, size);
        if (Duration.between(told, clock.instant()).compareTo(limits.tellEvery()) >= 0) {
          told = clock.instant();
          LOG.infof(
              "the index of tenant %s: %d of %d memories",
              tenant, progress.done(), progress.total());
        }
      }
    }
    if (!index.markComplete(tenant, incarnation)) {
      throw new IndexUnavailableException(
          "the index of tenant " + tenant + " was lost while it was filled");
    }
    if (unreadable > 0) {
      LOG.warnf(
          "the index of tenant %s is without %d memories that cannot be read: bring the object store back from a backup, then run mnemon doctor, which says how to have the index built anew",
          tenant, unreadable);
    }
    resting.remove(tenant);
    return true;
  }

  private List<Stored> fillPage(UUID tenant, Optional<UUID> after) {
    List<Stored> page = new ArrayList<>();
    locks.inTurn(
        tenant,
        () -> {
          page.addAll(memories.stream(system(tenant), after, limits.page()));
          Slices.each(inContext.of(system(tenant), page), slice -> index.apply(tenant, slice));
        });
    return page;
  }

  private Progress advance(UUID tenant, int by) {
    Progress before = running.getOrDefault(tenant, new Progress(0, 0));
    Progress after = new Progress(before.done() + by, before.total());
    running.put(tenant, after);
    return after;
  }

  private boolean isResting(UUID tenant) {
    Instant until = resting.get(tenant);
    return until != null && clock.instant().isBefore(until);
  }

  private void rest(UUID tenant) {
    resting.put(tenant, clock.instant().plus(limits.retryAfter()));
  }

  private static TenantScope system(UUID tenant) {
    return TenantScope.system(tenant, JOB);
  }

  /** Stops after the page in hand; what is missing is rebuilt after the next start. */
  @Override
  public void close() {
    stopping = true;
    pool.shutdown();
    try {
      // Never interrupted: that would close the files of the index under other threads.
      if (!pool.awaitTermination(limits.stop().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("a rebuild of an index did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
