package io.mnemon.governance.schedule;

import io.mnemon.storage.ControlSession;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The schedule in table {@code governance.due}. */
public final class PostgresSchedule implements Schedule {
  private static final String LEASE =
      """
      WITH ranked AS (
        SELECT tenant, subject, row_number() OVER (PARTITION BY tenant, lane ORDER BY at) AS place
        FROM governance.due
        WHERE kind = ? AND at <= ? AND (lease_until IS NULL OR lease_until <= ?)
          AND NOT lane = ANY (?)),
      free AS (
        SELECT d.tenant, d.kind, d.subject
        FROM governance.due d JOIN ranked r ON r.tenant = d.tenant AND r.subject = d.subject
        WHERE d.kind = ? AND r.place <= ? AND d.at <= ?
          AND (d.lease_until IS NULL OR d.lease_until <= ?)
        ORDER BY d.at LIMIT ? FOR UPDATE OF d SKIP LOCKED)
      UPDATE governance.due d SET lease_until = ?, lease_epoch = d.lease_epoch + 1
      FROM free f
      WHERE d.tenant = f.tenant AND d.kind = f.kind AND d.subject = f.subject
      RETURNING d.tenant, d.kind, d.subject, d.lane, d.lease_epoch
      """;

  private static final String PUT =
      """
      INSERT INTO governance.due AS d (tenant, kind, subject, lane, at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (tenant, kind, subject)
      DO UPDATE SET at = EXCLUDED.at, lease_until = NULL, lease_epoch = d.lease_epoch + 1
      """;

  private final ControlSession jobs;
  private final InstantSource clock;

  PostgresSchedule(ControlSession jobs, InstantSource clock) {
    this.jobs = jobs;
    this.clock = clock;
  }

  @Override
  public List<Due> lease(
      String kind, int limit, int perLane, Collection<UUID> busy, Duration time) {
    Instant now = clock.instant();
    return jobs.query(
        LEASE,
        binding ->
            binding
                .text(kind)
                .timestamp(now)
                .timestamp(now)
                .uuidArray(busy)
                .text(kind)
                .integer(perLane)
                .timestamp(now)
                .timestamp(now)
                .integer(limit)
                .timestamp(now.plus(time)),
        row ->
            new Due(
                row.uuid("tenant"),
                row.text("kind"),
                row.uuid("subject"),
                row.uuid("lane"),
                row.bigint("lease_epoch")));
  }

  @Override
  public void release(Due due, Duration pause) {
    Instant until = clock.instant().plus(pause);
    jobs.update(
        """
        UPDATE governance.due SET lease_until = ?
        WHERE tenant = ? AND kind = ? AND subject = ? AND lease_epoch = ?
        """,
        binding ->
            binding
                .timestamp(until)
                .uuid(due.tenant())
                .text(due.kind())
                .uuid(due.subject())
                .bigint(due.leaseEpoch()));
  }

  /** Adds something to the transaction, in place of what was to be done for the same subject. */
  public static void put(
      TenantScope scope, Transaction tx, String kind, UUID subject, UUID lane, Instant at) {
    tx.update(
        PUT,
        binding -> binding.uuid(scope.tenant()).text(kind).uuid(subject).uuid(lane).timestamp(at));
  }

  /** Takes it from the schedule, together with what the transaction did about it. */
  public static void remove(TenantScope scope, Transaction tx, String kind, UUID subject) {
    tx.update(
        "DELETE FROM governance.due WHERE tenant = ? AND kind = ? AND subject = ?",
        binding -> binding.uuid(scope.tenant()).text(kind).uuid(subject));
  }

  /** Whether the lease is still the latest; then nobody else gets it before the end. */
  public static boolean holds(TenantScope scope, Transaction tx, Due due) {
    return !tx.query(
            """
            SELECT subject FROM governance.due
            WHERE tenant = ? AND kind = ? AND subject = ? AND lease_epoch = ?
            FOR UPDATE
            """,
            binding ->
                binding
                    .uuid(scope.tenant())
                    .text(due.kind())
                    .uuid(due.subject())
                    .bigint(due.leaseEpoch()),
            row -> row.uuid("subject"))
        .isEmpty();
  }
}
