package io.mnemon.storage;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.AuditEntry;
import io.mnemon.tenancy.AuditTrail;
import io.mnemon.tenancy.PendingAudit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes refusals at once and reads in batches into a service's table of pending entries. A process
 * that is killed loses the reads and the counted refusals of at most one flush.
 */
public final class PostgresAuditTrail implements AuditTrail, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(PostgresAuditTrail.class);

  /**
   * @param flushEvery how long a read waits at most
   * @param queue how many reads wait at most; beyond it they are written by those who read
   * @param batch how many reads one statement writes at most
   * @param denialsEach how many refusals of one actor are written one by one in a window
   * @param denialsWindow that window
   * @param maxActors of how many actors refusals are counted
   * @param stop how long a stop waits for the last flush
   */
  public record Limits(
      Duration flushEvery,
      int queue,
      int batch,
      int denialsEach,
      Duration denialsWindow,
      int maxActors,
      Duration stop) {
    public static final Limits DEFAULT =
        new Limits(
            Duration.ofSeconds(3),
            10_000,
            500,
            20,
            Duration.ofMinutes(1),
            10_000,
            Duration.ofSeconds(5));
  }

  private final AuditTable table;
  private final PostgresSession session;
  private final Function<UUID, AuditReads> readsOf;
  private final BiFunction<UUID, String, String> hash;
  private final Limits limits;
  private final RepeatedDenials denials;
  private final BlockingQueue<PendingAudit> reads;
  private final Semaphore hint = new Semaphore(0);
  private volatile boolean stopping;
  private @Nullable Thread thread;

  /**
   * @param session of the service's own role, not audited itself
   * @param readsOf what a tenant wants
   * @param hash a keyed hash of a tenant's text
   */
  public PostgresAuditTrail(
      AuditTable table,
      PostgresSession session,
      Function<UUID, AuditReads> readsOf,
      BiFunction<UUID, String, String> hash,
      Limits limits) {
    this.table = table;
    this.session = session;
    this.readsOf = readsOf;
    this.hash = hash;
    this.limits = limits;
    this.denials =
        new RepeatedDenials(limits.denialsEach(), limits.denialsWindow(), limits.maxActors());
    this.reads = new ArrayBlockingQueue<>(limits.queue());
  }

  @Override
  public String service() {
    return table.service();
  }

  @Override
  public String hash(UUID tenant, String text) {
    return "hash:" + hash.apply(tenant, text);
  }

  @Override
  public void write(UUID tenant, AuditEntry entry) {
    if (entry.allowed() || denials.isWritten(tenant, entry, table.now())) {
      table.insert(session, tenant, List.of(table.pending(tenant, entry)));
    }
  }

  @Override
  public void read(UUID tenant, AuditEntry entry) {
    switch (readsOf.apply(tenant)) {
      case OFF -> {}
      case SYNCHRONOUS -> table.insert(session, tenant, List.of(table.pending(tenant, entry)));
      case BATCHED -> {
        PendingAudit pending = table.pending(tenant, entry);
        if (!reads.offer(pending)) {
          hint.release();
          table.insert(session, tenant, List.of(pending));
        }
      }
    }
  }

  /** Starts to flush in the background. */
  public synchronized void start() {
    if (thread == null && !stopping) {
      thread = Thread.ofVirtual().name("audit-flush").start(this::run);
    }
  }

  /** Writes what waits, and stops. */
  @Override
  public synchronized void close() {
    stopping = true;
    hint.release();
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
    // Also if the stop comes before the thread does: what waits is written.
    do {
      try {
        if (hint.tryAcquire(limits.flushEvery().toNanos(), TimeUnit.NANOSECONDS)) {
          hint.drainPermits();
        }
      } catch (InterruptedException e) {
        stopping = true;
      }
      flush();
    } while (!stopping);
  }

  /** Writes what waits. What cannot be written now waits on, as long as there is room. */
  public void flush() {
    denials
        .take(table.now())
        .forEach(
            counted ->
                insert(
                    counted.tenant(), List.of(table.pending(counted.tenant(), counted.entry()))));
    List<PendingAudit> taken = new ArrayList<>();
    boolean isWritten = true;
    while (isWritten && reads.drainTo(taken, limits.batch()) > 0) {
      Map<UUID, List<PendingAudit>> tenants = new LinkedHashMap<>();
      taken.forEach(
          read -> tenants.computeIfAbsent(read.tenant(), tenant -> new ArrayList<>()).add(read));
      for (Map.Entry<UUID, List<PendingAudit>> of : tenants.entrySet()) {
        isWritten &= insert(of.getKey(), of.getValue());
      }
      taken.clear();
    }
  }

  private boolean insert(UUID tenant, List<PendingAudit> entries) {
    try {
      table.insert(session, tenant, entries);
      return true;
    } catch (ServiceException e) {
      // Of a tenant that has left nothing is kept.
      if (e.code() == ErrorCode.UNAVAILABLE) {
        putBack(tenant, entries, e);
        return false;
      }
      LOG.warnf(
          "%d audit entries of tenant %s are not kept: %s",
          entries.size(), tenant, e.publicMessage());
      return true;
    }
  }

  private void putBack(UUID tenant, List<PendingAudit> entries, ServiceException e) {
    long lost = entries.stream().filter(entry -> !reads.offer(entry)).count();
    LOG.warnf(
        "%d audit entries of tenant %s are written later, %d are lost: %s",
        entries.size() - lost, tenant, lost, e.publicMessage());
  }
}
