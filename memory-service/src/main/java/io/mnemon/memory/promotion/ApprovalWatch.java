package io.mnemon.memory.promotion;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Looks after pending promotions in the background, a few at a time. */
public final class ApprovalWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ApprovalWatch.class);
  private static final long STOP_SECONDS = 5;

  private final Due due;
  private final Approving approving;
  private final Limits limits;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("memory-promotions").factory());
  private volatile boolean stopping;

  /**
   * @param poll how often it is looked which are due
   * @param lease for how long those that are taken are left to this process
   * @param atOnce how many are taken at once
   */
  public record Limits(Duration poll, Duration lease, int atOnce) {}

  public ApprovalWatch(Due due, Approving approving, Limits limits, InstantSource clock) {
    this.due = due;
    this.approving = approving;
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
      List<Due.One> some;
      do {
        Instant now = clock.instant();
        some = due.take(now, now.plus(limits.lease()), limits.atOnce());
        some.forEach(this::look);
      } while (some.size() == limits.atOnce() && !stopping);
    } catch (RuntimeException e) {
      // A scheduled task that throws would never run again.
      LOG.warnf("approvals of promotions are looked at later: %s", e.getMessage());
    }
  }

  private void look(Due.One one) {
    try {
      approving.look(one.tenant(), one.promotion());
    } catch (RuntimeException e) {
      LOG.infof("promotion %s is looked at later: %s", one.promotion(), e.getMessage());
    }
  }

  @Override
  public void close() {
    stopping = true;
    thread.shutdown();
    try {
      if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a promotion is still being carried out: it goes on after the restart");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
