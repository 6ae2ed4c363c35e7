package io.mnemon.storage;

import io.mnemon.tenancy.AuditMapper;
import io.mnemon.tenancy.PendingAudit;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings a service's pending audit entries to the chain. The rows are deleted in a transaction that
 * is committed when the chain has them: a crash in between brings them back, and what comes twice
 * is chained once. Any number of processes may run one on the same table.
 */
public final class AuditRelay implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(AuditRelay.class);

  /** How many bytes the entries of a batch have, if that is more than one. */
  private static final long BATCH_BYTES = 4_000_000;

  /**
   * @param batch how many entries are brought at once
   * @param poll how long to wait before looking again
   * @param maxBackoff the longest wait after failures
   * @param stop how long a stop waits for the batch in hand
   */
  public record Limits(int batch, Duration poll, Duration maxBackoff, Duration stop) {
    public static final Limits DEFAULT =
        new Limits(1_000, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(10));
  }

  private final AuditTable table;
  private final ControlSession jobs;
  private final Consumer<List<PendingAudit>> chain;
  private final Supplier<UUID> places;
  private final Limits limits;
  private final Semaphore stop = new Semaphore(0);
  private volatile boolean stopping;
  private Duration backoff;
  private @Nullable Thread thread;

  /**
   * @param jobs a session of the role for background work
   * @param chain takes entries, durably on return; in the order of their ids within each tenant
   */
  public AuditRelay(
      AuditTable table, ControlSession jobs, Consumer<List<PendingAudit>> chain, Limits limits) {
    this.table = table;
    this.jobs = jobs;
    this.chain = chain;
    this.places = UUID::randomUUID;
    this.limits = limits;
    this.backoff = limits.poll();
  }

  /** Starts to relay in the background. */
  public synchronized void start() {
    if (thread == null && !stopping) {
      thread = Thread.ofVirtual().name("audit-relay").start(this::run);
    }
  }

  @Override
  public synchronized void close() {
    stopping = true;
    stop.release();
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

  /**
   * Relays one batch. It begins at a random tenant, so that one with many entries does not keep the
   * others waiting.
   *
   * @return how many entries were brought
   */
  public int relay() {
    return relayBatch().size();
  }

  private Batch relayBatch() {
    UUID place = places.get();
    return jobs.transact(
        tx -> {
          Batch batch = take(tx, ">=", place, limits.batch(), BATCH_BYTES);
          if (!isFull(batch)) {
            batch =
                batch.and(
                    take(
                        tx,
                        "<",
                        place,
                        limits.batch() - batch.size(),
                        BATCH_BYTES - batch.bytes()));
          }
          if (batch.size() > 0) {
            chain.accept(
                batch.entries().stream().sorted(Comparator.comparing(PendingAudit::id)).toList());
          }
          return batch;
        });
  }

  /** Whether there may be more at once. */
  private boolean isFull(Batch batch) {
    return batch.size() >= limits.batch() || batch.bytes() >= BATCH_BYTES;
  }

  /**
   * Entries that were taken.
   *
   * @param bytes how many they have in the table
   */
  private record Batch(List<PendingAudit> entries, long bytes) {
    int size() {
      return entries.size();
    }

    Batch and(Batch other) {
      return new Batch(
          Stream.concat(entries.stream(), other.entries.stream()).toList(), bytes + other.bytes);
    }
  }

  private record Taken(PendingAudit entry, int bytes) {}

  /**
   * The rows are found by their places: of a table that is empty most of the time the planner
   * believes that it always is, and would compare every row with every other.
   */
  private Batch take(Transaction tx, String where, UUID place, int limit, long bytes) {
    List<Taken> taken =
        tx.query(
            """
            DELETE FROM %1$s
            WHERE ctid = ANY (ARRAY(
              SELECT place FROM (
                SELECT place, sum(bytes) OVER (ORDER BY tenant, id) - bytes AS before FROM (
                  SELECT ctid AS place, tenant, id, octet_length(entry) AS bytes
                  FROM %1$s WHERE tenant %2$s ?
                  ORDER BY tenant, id LIMIT ? FOR UPDATE SKIP LOCKED) locked) sized
              WHERE before < ?))
            RETURNING tenant, id, at, entry
            """
                .formatted(table.name(), where),
            binding -> binding.uuid(place).integer(limit).bigint(bytes),
            AuditRelay::taken);
    return new Batch(
        taken.stream().map(Taken::entry).toList(), taken.stream().mapToLong(Taken::bytes).sum());
  }

  private static Taken taken(Row row) throws SQLException {
    byte[] entry = row.bytes("entry");
    return new Taken(
        new PendingAudit(
            row.uuid("tenant"), row.uuid("id"), row.instant("at"), AuditMapper.ofBytes(entry)),
        entry.length);
  }

  private void run() {
    while (!stopping) {
      try {
        while (!stopping && isFull(relayBatch())) {
          backoff = limits.poll();
        }
        backoff = limits.poll();
      } catch (RuntimeException e) {
        if (backoff.equals(limits.poll())) {
          LOG.warnf("audit entries of %s wait for the chain: %s", table.service(), e.getMessage());
        }
        Duration doubled = backoff.multipliedBy(2);
        backoff = doubled.compareTo(limits.maxBackoff()) < 0 ? doubled : limits.maxBackoff();
      }
      rest();
    }
  }

  private void rest() {
    try {
      if (stop.tryAcquire(backoff.toNanos(), TimeUnit.NANOSECONDS)) {
        stopping = true;
      }
    } catch (InterruptedException e) {
      stopping = true;
    }
  }
}
