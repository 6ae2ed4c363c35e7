package io.mnemon.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings what is left in an outbox to its handler until it is done: after a crash, a failed call,
 * or when a request left it to the relay. Any number of processes may run one on the same outbox.
 */
public final class OutboxRelay implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

  /**
   * @param batch how many rows are leased at once
   * @param lease how long a handler has for a batch before another process may take it
   * @param poll how long to wait for a hint before looking anyway
   * @param firstBackoff the wait after a row's first failure; it doubles with each further one
   * @param maxBackoff the longest wait
   * @param stop how long a stop waits for the batch in hand
   */
  public record Limits(
      int batch,
      Duration lease,
      Duration poll,
      Duration firstBackoff,
      Duration maxBackoff,
      Duration stop) {
    public static final Limits DEFAULT =
        new Limits(
            200,
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofMillis(200),
            Duration.ofMinutes(5),
            Duration.ofSeconds(10));

    public Limits {
      if (batch < 1) {
        throw new IllegalArgumentException("a relay's batch has at least one row");
      }
    }

    Duration backoff(int attempts) {
      // Beyond 2^20 times the first wait the bound has long been reached.
      Duration doubled = firstBackoff.multipliedBy(1L << Math.clamp(attempts - 1, 0, 20));
      return doubled.compareTo(maxBackoff) < 0 ? doubled : maxBackoff;
    }
  }

  private final Outbox outbox;
  private final OutboxHandler handler;
  private final Limits limits;
  private final Semaphore hint = new Semaphore(0);
  private volatile boolean stopping;
  private boolean failing;
  private @Nullable Thread thread;

  public OutboxRelay(Outbox outbox, OutboxHandler handler, Limits limits) {
    this.outbox = outbox;
    this.handler = handler;
    this.limits = limits;
  }

  /** Starts to relay in the background. */
  public synchronized void start() {
    if (thread == null && !stopping) {
      thread = Thread.ofVirtual().name("outbox-relay").start(this::run);
    }
  }

  /** Says that there may be something to do now. */
  public void wake() {
    hint.release();
  }

  /** Finishes the batch in hand and stops; what was leased and not begun is given back. */
  @Override
  public synchronized void close() {
    stopping = true;
    wake();
    if (thread != null) {
      try {
        if (!thread.join(limits.stop())) {
          thread.interrupt();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  boolean isStopping() {
    return stopping;
  }

  /**
   * Relays one batch.
   *
   * @return how many rows were done
   */
  public int relay() {
    List<OutboxRow> leased = outbox.lease(limits.batch(), limits.lease());
    int done = 0;
    Map<UUID, List<OutboxRow>> tenants = new LinkedHashMap<>();
    for (OutboxRow row : leased) {
      tenants.computeIfAbsent(row.tenant(), tenant -> new ArrayList<>()).add(row);
    }
    for (Map.Entry<UUID, List<OutboxRow>> entry : tenants.entrySet()) {
      if (stopping) {
        outbox.release(entry.getValue(), outbox.now());
      } else {
        done += relay(entry.getKey(), entry.getValue());
      }
    }
    return done;
  }

  private int relay(UUID tenant, List<OutboxRow> rows) {
    Set<Long> done = handle(tenant, rows);
    List<OutboxRow> finished = rows.stream().filter(row -> done.contains(row.id())).toList();
    if (!finished.isEmpty()) {
      outbox.finish(finished);
    }
    Map<Duration, List<OutboxRow>> failed = new LinkedHashMap<>();
    for (OutboxRow row : rows) {
      if (!done.contains(row.id())) {
        failed.computeIfAbsent(limits.backoff(row.attempts()), wait -> new ArrayList<>()).add(row);
      }
    }
    Instant now = outbox.now();
    failed.forEach((wait, some) -> outbox.release(some, now.plus(wait)));
    return finished.size();
  }

  private Set<Long> handle(UUID tenant, List<OutboxRow> rows) {
    try {
      return handler.handle(tenant, rows);
    } catch (RuntimeException e) {
      LOG.warnf(
          e, "%d outbox rows of tenant %s failed and will be tried again", rows.size(), tenant);
      return Set.of();
    }
  }

  private void run() {
    while (!stopping) {
      if (!relayedSomething()) {
        awaitHint();
      }
    }
  }

  private boolean relayedSomething() {
    try {
      boolean some = relay() > 0;
      failing = false;
      return some;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.warn("the outbox cannot be read; the relay keeps trying", e);
      }
      failing = true;
      return false;
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
