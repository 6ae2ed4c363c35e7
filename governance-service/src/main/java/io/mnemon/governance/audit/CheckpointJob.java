package io.mnemon.governance.audit;

import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes checkpoints of the chains that have grown or waited long enough. It begins by looking
 * whether all chains fit those that were taken before.
 */
final class CheckpointJob implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CheckpointJob.class);
  private static final String JOB = "audit-checkpoint";
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  /**
   * @param entries after how many entries a checkpoint is due
   * @param every after what time one is due, if something came
   * @param poll how often to look
   * @param atOnce how many chains are looked at before the job looks again
   */
  record Limits(long entries, Duration every, Duration poll, int atOnce) {}

  private final ChainStore chains;
  private final Checkpoints checkpoints;
  private final Limits limits;
  private final InstantSource clock;
  private final Semaphore stop = new Semaphore(0);
  private @Nullable Thread thread;

  CheckpointJob(ChainStore chains, Checkpoints checkpoints, Limits limits, InstantSource clock) {
    this.chains = chains;
    this.checkpoints = checkpoints;
    this.limits = limits;
    this.clock = clock;
  }

  synchronized void start() {
    if (thread == null) {
      thread = Thread.ofVirtual().name("audit-checkpoints").start(this::run);
    }
  }

  @Override
  public synchronized void close() {
    stop.release();
    if (thread != null) {
      try {
        thread.join(limits.poll().plusSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    compare();
    try {
      while (!stop.tryAcquire(limits.poll().toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          work();
        } catch (RuntimeException e) {
          LOG.warnf("audit checkpoints wait: %s", e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever happened to the chains while this was away is told at once. */
  private void compare() {
    try {
      UUID last = BEFORE_ALL;
      List<UUID> page;
      do {
        page = chains.tenants(last, limits.atOnce());
        for (UUID tenant : page) {
          checkpoints.compare(TenantScope.system(tenant, JOB));
          last = tenant;
        }
      } while (page.size() == limits.atOnce() && stop.availablePermits() == 0);
    } catch (RuntimeException e) {
      LOG.warnf("audit logs are compared with their checkpoints later: %s", e.getMessage());
    }
  }

  /** Takes the checkpoints that are due; one that cannot be taken waits, and no other with it. */
  void work() {
    List<UUID> due =
        chains.due(limits.entries(), clock.instant().minus(limits.every()), limits.atOnce());
    int failed = 0;
    for (UUID tenant : due) {
      try {
        checkpoints.take(TenantScope.system(tenant, JOB));
      } catch (RuntimeException e) {
        failed++;
        if (failed == 1) {
          LOG.warnf("the audit checkpoint of tenant %s waits: %s", tenant, e.getMessage());
        }
      }
    }
    if (failed > 1) {
      LOG.warnf("so do those of %d other tenants", failed - 1);
    }
  }
}
