package io.mnemon.memory.worth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Looks through the memories of one tenant after the other in the background. A turn is leased: if
 * the process dies, another takes it when the lease has run out and begins anew, which changes
 * nothing that was done.
 */
public final class Rounds implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Rounds.class);
  private static final long STOP_SECONDS = 5;

  private final Turns turns;
  private final List<Work> works;
  private final Limits limits;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("memory-worth").factory());
  private volatile boolean stopping;

  /** What is done with a tenant's memories; stops early when it is told not to go on. */
  @FunctionalInterface
  public interface Work {
    int run(UUID tenant, Supplier<Boolean> goesOn);
  }

  /**
   * @param every how often each tenant is looked through
   * @param poll how often it is looked whose turn it is
   * @param lease how long a turn is held until it is kept for longer
   */
  public record Limits(Duration every, Duration poll, Duration lease) {}

  public Rounds(Turns turns, List<Work> works, Limits limits, InstantSource clock) {
    this.turns = turns;
    this.works = List.copyOf(works);
    this.limits = limits;
    this.clock = clock;
  }

  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::tryAll,
            limits.poll().toMillis(),
            limits.poll().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void tryAll() {
    try {
      while (!stopping && one()) {
        LOG.trace("looked through a tenant's memories");
      }
    } catch (RuntimeException e) {
      // A scheduled task that throws would never run again.
      LOG.warnf("memories are looked through later: %s", e.getMessage());
    }
  }

  /** Takes one turn; false if nobody is due. */
  boolean one() {
    Turn turn = new Turn();
    Optional<UUID> tenant = turns.take(now(), turn.until);
    if (tenant.isEmpty()) {
      return false;
    }
    try {
      int done = 0;
      for (Work work : works) {
        done += work.run(tenant.get(), () -> turn.isKept(tenant.get()));
      }
      LOG.debugf("%d memories of tenant %s were dealt with", done, tenant.get());
    } catch (RuntimeException e) {
      LOG.warnf(
          "the memories of tenant %s are looked through again later: %s",
          tenant.get(), e.getMessage());
    }
    if (!stopping) {
      turns.done(tenant.get(), now(), limits.every());
    }
    return true;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** A turn that is held, and kept before it runs out. */
  private final class Turn {
    private Instant until = now().plus(limits.lease());

    private boolean isKept(UUID tenant) {
      if (stopping) {
        return false;
      }
      Instant next = now().plus(limits.lease());
      if (next.isAfter(until)) {
        if (!turns.keep(tenant, until, next)) {
          return false;
        }
        until = next;
      }
      return true;
    }
  }

  @Override
  public void close() {
    stopping = true;
    thread.shutdown();
    try {
      if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("looking through memories did not stop in time: it goes on after the restart");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
