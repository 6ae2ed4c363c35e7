package io.mnemon.governance.offboarding;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the erasures that were ordered, one at a time and each until it is done: whatever was
 * cut off, by a crash or because a service was away, is done again from the beginning, which finds
 * less. Any number of processes may run one.
 */
final class ErasureJob implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ErasureJob.class);
  private static final String JOB = "off-boarding";

  private final ErasureStore store;
  private final GovernanceRecords governance;
  private final MemoryRecords memory;
  private final TenantObjects objects;
  private final Limits limits;
  private final InstantSource clock;
  private final Semaphore hint = new Semaphore(0);
  private volatile boolean stopping;
  private @Nullable Thread thread;

  ErasureJob(
      ErasureStore store,
      GovernanceRecords governance,
      MemoryRecords memory,
      TenantObjects objects,
      Limits limits,
      InstantSource clock) {
    this.store = store;
    this.governance = governance;
    this.memory = memory;
    this.objects = objects;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * @param lease how long one step may take before another process may take over
   * @param poll how long to wait for a hint before looking anyway
   * @param retryAfter how long after a failure the next attempt begins
   * @param stop how long a stop waits for the step in hand
   */
  record Limits(Duration lease, Duration poll, Duration retryAfter, Duration stop) {}

  synchronized void start() {
    if (thread == null && !stopping) {
      thread = Thread.ofVirtual().name("tenant-erasure").start(this::run);
    }
  }

  /** Says that there may be something to do now. */
  void wake() {
    hint.release();
  }

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

  private void run() {
    while (!stopping) {
      try {
        if (!work()) {
          awaitHint();
        }
      } catch (RuntimeException e) {
        LOG.warnf("erasures cannot be looked for now: %s", e.getMessage());
        awaitHint();
      }
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

  /**
   * Works on one erasure until it is done, fails, or a stop is asked for.
   *
   * @return whether there was one
   */
  boolean work() {
    Optional<ErasureStore.Lease> lease = store.lease(limits.lease());
    lease.ifPresent(this::work);
    return lease.isPresent();
  }

  private void work(ErasureStore.Lease lease) {
    UUID tenant = lease.erasure().tenant();
    try {
      if (erase(lease)) {
        LOG.infof("tenant %s is erased", tenant);
      } else {
        store.postpone(lease, "the process that did it stopped", clock.instant());
      }
    } catch (RuntimeException e) {
      Instant next = clock.instant().plus(limits.retryAfter());
      LOG.warnf(e, "the erasure of tenant %s goes on at %s", tenant, next);
      store.postpone(lease, reason(e), next);
    }
  }

  private static String reason(RuntimeException e) {
    return e instanceof ServiceException known
        ? known.publicMessage()
        : e.getClass().getSimpleName();
  }

  /** Whether it is done; not if it was stopped or taken over. */
  private boolean erase(ErasureStore.Lease lease) {
    UUID tenant = lease.erasure().tenant();
    TenantScope system = TenantScope.system(tenant, JOB);
    memory.fence(tenant);
    if (lease.erasure().counts().isEmpty()) {
      store.counted(lease, new Counting(governance, memory).of(tenant).rows());
    }
    boolean more = true;
    while (more) {
      if (stopping || !store.renew(lease, limits.lease())) {
        return false;
      }
      more = memory.erase(tenant) || governance.erase(system);
    }
    governance.eraseTenant(system);
    // Nothing makes new ones from here on.
    objects.erase(tenant);
    store.finish(lease, emptyEverywhere(tenant, system), clock.instant());
    return true;
  }

  /** Looks through everything again. */
  private SortedMap<String, Long> emptyEverywhere(UUID tenant, TenantScope system) {
    MemoryRecords.Counted left = new Counting(governance, memory).of(tenant);
    left.rows()
        .forEach(
            (table, rows) -> {
              if (rows > 0) {
                throw obstacle(table + " still has " + rows + " rows");
              }
            });
    if (!left.indexGone()) {
      throw obstacle("the folder of the tenant's index is still there");
    }
    Set<String> forgotten = new TreeSet<>(governance.everywhere(system));
    forgotten.removeAll(left.rows().keySet());
    if (!forgotten.isEmpty()) {
      throw obstacle("no service looks after " + String.join(", ", forgotten));
    }
    return left.rows();
  }

  private static ServiceException obstacle(String what) {
    return new ServiceException(ErrorCode.FAILED_PRECONDITION, what);
  }
}
