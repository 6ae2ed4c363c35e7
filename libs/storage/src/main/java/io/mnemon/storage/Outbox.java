package io.mnemon.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One service's table of changes that were committed and must still reach another store.
 *
 * <p>The service copies this into a migration, with its own schema and roles:
 *
 * <pre>{@code
 * CREATE TABLE memory.outbox (
 *   tenant uuid NOT NULL,
 *   id bigint GENERATED ALWAYS AS IDENTITY,
 *   aggregate uuid NOT NULL,
 *   version bigint NOT NULL,
 *   kind text NOT NULL,
 *   traceparent text,
 *   created_at timestamptz NOT NULL,
 *   lease_owner uuid,
 *   lease_until timestamptz,
 *   epoch bigint NOT NULL DEFAULT 0,
 *   attempts int NOT NULL DEFAULT 0,
 *   next_attempt_at timestamptz NOT NULL,
 *   PRIMARY KEY (tenant, id)
 * );
 * CREATE UNIQUE INDEX outbox_order ON memory.outbox (id);
 * CREATE INDEX outbox_aggregate ON memory.outbox (tenant, aggregate, id);
 * ALTER TABLE memory.outbox ENABLE ROW LEVEL SECURITY;
 * ALTER TABLE memory.outbox FORCE ROW LEVEL SECURITY;
 * CREATE POLICY tenant ON memory.outbox TO mnemon_memory
 *   USING (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid)
 *   WITH CHECK (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid);
 * CREATE POLICY relay ON memory.outbox TO mnemon_memory_jobs USING (true) WITH CHECK (true);
 * GRANT SELECT, INSERT ON memory.outbox TO mnemon_memory;
 * GRANT SELECT, UPDATE, DELETE ON memory.outbox TO mnemon_memory_jobs;
 * }</pre>
 */
public final class Outbox {
  private static final Pattern TABLE = Pattern.compile("[a-z_]+\\.[a-z_]+");

  private final String table;
  private final ControlSession jobs;
  private final UUID process;
  private final InstantSource clock;

  /**
   * @param table the table with its schema, e.g. {@code memory.outbox}
   * @param jobs a session of the role that sees outbox rows only
   * @param process an id that is new at every start of the process
   */
  public Outbox(String table, ControlSession jobs, UUID process, InstantSource clock) {
    if (!TABLE.matcher(table).matches()) {
      throw new IllegalArgumentException("an outbox is named schema.table in lower case");
    }
    this.table = table;
    this.jobs = jobs;
    this.process = process;
    this.clock = clock;
  }

  /**
   * Adds changes of one tenant to the transaction that makes them, after the aggregates' own rows
   * were written: their row locks put the ids of one aggregate into the order of its versions.
   *
   * @param traceparent the request's trace context
   * @param handledHereFor for how long the relay leaves the rows to the caller, who then reports
   *     them {@link #done}; zero if the relay is to take them at once
   * @return the rows' ids, in the entries' order
   */
  public List<Long> append(
      Transaction tx,
      UUID tenant,
      List<OutboxEntry> entries,
      @Nullable String traceparent,
      Duration handledHereFor) {
    Instant now = clock.instant();
    boolean leased = handledHereFor.isPositive();
    return tx.query(
        """
        INSERT INTO %s (tenant, aggregate, version, kind, traceparent, created_at,
                        next_attempt_at, lease_owner, lease_until, epoch, attempts)
        SELECT ?, e.aggregate, e.version, e.kind, ?, n.now, n.now, ?, ?, ?, ?
        FROM unnest(?, ?, ?) WITH ORDINALITY AS e(aggregate, version, kind, place),
             (SELECT ?::timestamptz AS now) n
        ORDER BY e.place
        RETURNING id
        """
            .formatted(table),
        b ->
            b.uuid(tenant)
                .text(traceparent)
                .uuid(leased ? process : null)
                .timestamp(leased ? now.plus(handledHereFor) : null)
                .bigint(leased ? 1L : 0L)
                .integer(leased ? 1 : 0)
                .uuidArray(entries.stream().map(OutboxEntry::aggregate).toList())
                .bigintArray(entries.stream().map(OutboxEntry::version).toList())
                .textArray(entries.stream().map(OutboxEntry::kind).toList())
                .timestamp(now),
        row -> row.bigint("id"));
  }

  /**
   * Removes rows that this process was left to handle and has handled durably. Rows that the relay
   * of another process has taken over meanwhile stay for that one.
   *
   * @return how many were removed
   */
  public int done(Collection<Long> ids) {
    if (ids.isEmpty()) {
      return 0;
    }
    return jobs.update(
        "DELETE FROM %s WHERE id = ANY (?) AND lease_owner = ?".formatted(table),
        b -> b.bigintArray(ids).uuid(process));
  }

  /**
   * Makes due at once what other processes have leased, and what was put off. Only for a service of
   * which one process runs: then all others are dead.
   *
   * @return how many rows that were
   */
  public int takeOver() {
    Instant now = clock.instant();
    return jobs.update(
        """
        UPDATE %s SET lease_owner = NULL, lease_until = NULL, next_attempt_at = ?
        WHERE lease_owner <> ? OR (lease_owner IS NULL AND next_attempt_at > ?)
        """
            .formatted(table),
        b -> b.timestamp(now).uuid(process).timestamp(now));
  }

  /** How many changes of a tenant are not done yet. */
  public long pending(UUID tenant) {
    return jobs.query(
            "SELECT count(*) AS pending FROM %s WHERE tenant = ?".formatted(table),
            b -> b.uuid(tenant),
            row -> row.bigint("pending"))
        .getFirst();
  }

  /** How many changes of all tenants are not done yet. */
  public long pending() {
    return jobs.query(
            "SELECT count(*) AS pending FROM %s".formatted(table),
            Binder.NONE,
            row -> row.bigint("pending"))
        .getFirst();
  }

  /**
   * Leases the oldest rows that are due, at most one of an aggregate and none while an earlier one
   * of its aggregate is undone.
   */
  List<OutboxRow> lease(int limit, Duration leaseTime) {
    Instant now = clock.instant();
    return jobs.query(
        """
        WITH due AS (
          SELECT tenant, id FROM %1$s o
          WHERE next_attempt_at <= ? AND (lease_until IS NULL OR lease_until <= ?)
            AND NOT EXISTS (
              SELECT 1 FROM %1$s earlier
              WHERE earlier.tenant = o.tenant AND earlier.aggregate = o.aggregate
                AND earlier.id < o.id)
          ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED),
        leased AS (
          UPDATE %1$s o
          SET lease_owner = ?, lease_until = ?, epoch = epoch + 1, attempts = attempts + 1
          FROM due WHERE o.tenant = due.tenant AND o.id = due.id
          RETURNING o.tenant, o.id, aggregate, version, kind, traceparent, created_at, epoch,
                    attempts)
        SELECT * FROM leased ORDER BY id
        """
            .formatted(table),
        b ->
            b.timestamp(now)
                .timestamp(now)
                .integer(limit)
                .uuid(process)
                .timestamp(now.plus(leaseTime)),
        Outbox::read);
  }

  /**
   * Prolongs the lease of a row from now on.
   *
   * @return whether it was still the latest; if not, somebody else works on the row
   */
  public boolean renew(OutboxRow row, Duration leaseTime) {
    return jobs.update(
            "UPDATE %s SET lease_until = ? WHERE id = ? AND epoch = ?".formatted(table),
            b -> b.timestamp(clock.instant().plus(leaseTime)).bigint(row.id()).bigint(row.epoch()))
        == 1;
  }

  /** Removes rows whose lease is still the latest. */
  int finish(List<OutboxRow> rows) {
    return jobs.update(
        """
        DELETE FROM %s o USING unnest(?, ?) AS held(id, epoch)
        WHERE o.id = held.id AND o.epoch = held.epoch
        """
            .formatted(table),
        b -> bindLeases(b, rows));
  }

  /** Gives rows back, to be leased again at a time. */
  int release(List<OutboxRow> rows, Instant nextAttemptAt) {
    return jobs.update(
        """
        UPDATE %s o SET lease_owner = NULL, lease_until = NULL, next_attempt_at = ?
        FROM unnest(?, ?) AS held(id, epoch)
        WHERE o.id = held.id AND o.epoch = held.epoch
        """
            .formatted(table),
        b -> bindLeases(b.timestamp(nextAttemptAt), rows));
  }

  Instant now() {
    return clock.instant();
  }

  private static void bindLeases(Binding b, List<OutboxRow> rows) throws SQLException {
    b.bigintArray(rows.stream().map(OutboxRow::id).toList())
        .bigintArray(rows.stream().map(OutboxRow::epoch).toList());
  }

  private static OutboxRow read(Row row) throws SQLException {
    return new OutboxRow(
        row.uuid("tenant"),
        row.bigint("id"),
        row.uuid("aggregate"),
        row.bigint("version"),
        row.text("kind"),
        row.textOrNull("traceparent"),
        row.instant("created_at"),
        row.bigint("epoch"),
        row.integer("attempts"));
  }
}
