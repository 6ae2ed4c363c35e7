package io.mnemon.governance.schedule;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Does one kind of work when its time has come. Any number of processes may run one: what is leased
 * here is done here, and what a crash cuts off is done again when its lease has run out. Few of one
 * lane are under way at once, so that a slow one holds up nobody else.
 */
public final class ScheduledWork implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ScheduledWork.class);

  /**
   * @param concurrency how much is under way at once
   * @param perLane how much of one lane
   * @param lease how long one piece may take before another process may take it
   * @param poll how long to wait for a hint before looking anyway
   * @param retryAfter how long after a failure it is tried again
   * @param stop how long a stop waits for what is under way
   */
  public record Limits(
      int concurrency,
      int perLane,
      Duration lease,
      Duration poll,
      Duration retryAfter,
      Duration stop) {}

  private final Schedule schedule;
  private final String kind;
  private final Consumer<Due> work;
  private final Limits limits;
  private final Semaphore hint = new Semaphore(0);
  private final Semaphore free;
  private final Map<UUID, Integer> lanes = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopping;
  private boolean failing;
  private @Nullable Thread thread;

  public ScheduledWork(Schedule schedule, String kind, Consumer<Due> work, Limits limits) {
    this.schedule = schedule;
    this.kind = kind;
    this.work = work;
    this.limits = limits;
    this.free = new Semaphore(limits.concurrency());
  }

  public synchronized void start() {
    if (thread == null && !stopping) {
      thread = Thread.ofVirtual().name("scheduled-" + kind).start(this::run);
    }
  }

  /** Says that there may be something to do now. */
  public void wake() {
    hint.release();
  }

  @Override
  public synchronized void close() {
    stopping = true;
    wake();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(limits.stop().toNanos(), TimeUnit.NANOSECONDS)) {
        threads.shutdownNow();
      }
      if (thread != null && !thread.join(limits.stop())) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!stopping) {
      if (!began()) {
        awaitHint();
      }
    }
  }

  /** Begins what is due and has a place; false if there was nothing. */
  private boolean began() {
    int places = free.drainPermits();
    List<Due> leased = List.of();
    try {
      if (places > 0 && !stopping) {
        List<UUID> busy = List.copyOf(lanes.keySet());
        leased = schedule.lease(kind, places, limits.perLane(), busy, limits.lease());
      }
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.warnf("%s work cannot be looked for now: %s", kind, e.getMessage());
      }
      failing = true;
    }
    free.release(places - leased.size());
    leased.forEach(this::begin);
    return !leased.isEmpty();
  }

  private void begin(Due due) {
    lanes.merge(due.lane(), 1, Integer::sum);
    try {
      threads.execute(() -> finish(due));
    } catch (RejectedExecutionException stopped) {
      schedule.release(due, Duration.ZERO);
    }
  }

  private void finish(Due due) {
    try {
      work.accept(due);
    } catch (RuntimeException e) {
      LOG.warnf(e, "%s %s failed and will be tried again", kind, due.subject());
      release(due);
    } finally {
      lanes.computeIfPresent(due.lane(), (lane, n) -> n == 1 ? null : n - 1);
      free.release();
      wake();
    }
  }

  private void release(Due due) {
    try {
      schedule.release(due, limits.retryAfter());
    } catch (RuntimeException unreachable) {
      LOG.debugf("the lease of %s runs out by itself", due.subject());
    }
  }

  private void awaitHint() {
    try {
      if (hint.tryAcquire(limits.poll().toNanos(), TimeUnit.NANOSECONDS)) {
        hint.drainPermits();
      }
    } catch (InterruptedException e) {
      stopping = true;
    }
  }
}
