package io.mnemon.memory.retention;

import io.mnemon.memory.retention.DeletionStore.Deleted;
import io.mnemon.storage.Binder;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.Outbox;
import io.mnemon.storage.OutboxEntry;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rules in table {@code memory.retention}. */
public final class PostgresRetentionStore implements RetentionStore {
  private static final UUID NOBODY = new UUID(0, 0);

  private final ControlSession jobs;
  private final PostgresSession session;
  private final Outbox outbox;
  private final InstantSource clock;
  private final Duration handledHereFor;

  /**
   * @param handledHereFor for how long the relay leaves a change to the job that made it
   */
  public PostgresRetentionStore(
      ControlSession jobs,
      PostgresSession session,
      Outbox outbox,
      InstantSource clock,
      Duration handledHereFor) {
    this.jobs = jobs;
    this.session = session;
    this.outbox = outbox;
    this.clock = clock;
    this.handledHereFor = handledHereFor;
  }

  @Override
  public List<RetentionRule> rules(TenantScope scope, Optional<Layer> only) {
    @Nullable String layer = only.map(Layer::word).orElse(null);
    return session
        .query(
            scope,
            """
            SELECT layer, after_days, allowance, updated_at, last_run_at FROM memory.retention
            WHERE tenant = ? AND (?::text IS NULL OR layer = ?)
            """,
            b -> b.uuid(scope.tenant()).text(layer).text(layer),
            row ->
                new RetentionRule(
                    Layer.ofWord(row.text("layer")).orElseThrow(),
                    row.integer("after_days"),
                    row.bigint("allowance"),
                    row.instant("updated_at"),
                    row.instantOrNull("last_run_at")))
        .stream()
        .sorted(java.util.Comparator.comparing(RetentionRule::layer))
        .toList();
  }

  @Override
  public void put(TenantScope scope, RetentionRule rule, UUID by) {
    session.transact(
        scope,
        tx ->
            tx.update(
                """
                INSERT INTO memory.retention
                  (tenant, layer, after_days, action, allowance, updated_at, changed_by, next_run_at)
                VALUES (?, ?, ?, 'delete', ?, ?, ?, ?)
                ON CONFLICT (tenant, layer) DO UPDATE
                  SET after_days = excluded.after_days, allowance = excluded.allowance,
                      updated_at = excluded.updated_at, changed_by = excluded.changed_by,
                      next_run_at = excluded.next_run_at
                """,
                b ->
                    b.uuid(scope.tenant())
                        .text(rule.layer().word())
                        .integer(rule.afterDays())
                        .bigint(rule.allowance())
                        .timestamp(rule.updatedAt())
                        .uuid(by)
                        .timestamp(rule.updatedAt())));
  }

  @Override
  public boolean delete(TenantScope scope, Layer layer) {
    return session.update(
            scope,
            "DELETE FROM memory.retention WHERE tenant = ? AND layer = ?",
            b -> b.uuid(scope.tenant()).text(layer.word()))
        > 0;
  }

  @Override
  public Due due(TenantScope system, Layer layer, Instant changedBefore) {
    return session
        .query(
            system,
            """
            SELECT count(*) FILTER (WHERE m.updated_at < ?) AS due, count(*) AS total
            FROM memory.memory m
            WHERE m.tenant = ? AND m.layer = ? AND m.deleted_at IS NULL
            """,
            b -> b.timestamp(changedBefore).uuid(system.tenant()).text(layer.word()),
            row -> new Due(row.bigint("due"), row.bigint("total")))
        .getFirst();
  }

  @Override
  public List<Deleted> expire(
      TenantScope system, Layer layer, Instant changedBefore, int limit, Instant at) {
    return delete(
        system,
        """
        WITH doomed AS (
          SELECT m.id FROM memory.memory m
          WHERE m.tenant = ? AND m.layer = ? AND m.deleted_at IS NULL AND m.updated_at < ?
          ORDER BY m.id LIMIT ? FOR UPDATE)
        UPDATE memory.memory m
        SET deleted_at = ?, updated_at = ?, version = m.version + 1, change = 'retention',
            changed_by = ?
        FROM doomed WHERE m.tenant = ? AND m.id = doomed.id
        RETURNING m.id, m.version
        """,
        b ->
            b.uuid(system.tenant())
                .text(layer.word())
                .timestamp(changedBefore)
                .integer(limit)
                .timestamp(at)
                .timestamp(at)
                .uuid(NOBODY)
                .uuid(system.tenant()));
  }

  @Override
  public List<Expired> expired(Instant before, int limit) {
    return jobs.query(
        """
        SELECT m.tenant, m.id FROM memory.memory m
        WHERE m.deleted_at IS NULL AND m.expires_at < ?
          AND NOT EXISTS (SELECT FROM memory.fence f WHERE f.id = m.tenant)
        ORDER BY m.expires_at LIMIT ?
        """,
        b -> b.timestamp(before).integer(limit),
        row -> new Expired(row.uuid("tenant"), row.uuid("id")));
  }

  @Override
  public List<Deleted> expire(TenantScope system, Set<UUID> ids, Instant at) {
    return delete(
        system,
        """
        UPDATE memory.memory m
        SET deleted_at = ?, updated_at = ?, version = m.version + 1, change = 'expired',
            changed_by = ?
        WHERE m.tenant = ? AND m.id = ANY (?) AND m.deleted_at IS NULL AND m.expires_at < ?
        RETURNING m.id, m.version
        """,
        b ->
            b.timestamp(at)
                .timestamp(at)
                .uuid(NOBODY)
                .uuid(system.tenant())
                .uuidArray(ids)
                .timestamp(at));
  }

  private List<Deleted> delete(TenantScope system, String sql, Binder binder) {
    return session.transact(
        system,
        tx -> {
          List<OutboxEntry> deleted =
              tx.query(
                  sql,
                  binder,
                  row -> new OutboxEntry(row.uuid("id"), row.bigint("version"), "index"));
          if (deleted.isEmpty()) {
            tx.leaveOut();
            return List.of();
          }
          deleted.forEach(entry -> tx.touched("memory", entry.aggregate()));
          List<Long> rows = outbox.append(tx, system.tenant(), deleted, null, handledHereFor);
          List<Deleted> answer = new ArrayList<>(deleted.size());
          for (int i = 0; i < deleted.size(); i++) {
            OutboxEntry entry = deleted.get(i);
            answer.add(new Deleted(entry.aggregate(), entry.version(), rows.get(i)));
          }
          return answer;
        });
  }

  @Override
  public List<Turn> lease(int limit, Duration every) {
    Instant now = clock.instant();
    return jobs.query(
        """
        WITH due AS (
          SELECT tenant, layer FROM memory.retention WHERE next_run_at <= ?
          ORDER BY next_run_at LIMIT ? FOR UPDATE SKIP LOCKED)
        UPDATE memory.retention r SET next_run_at = ?
        FROM due WHERE r.tenant = due.tenant AND r.layer = due.layer
        RETURNING r.tenant, r.layer
        """,
        b -> b.timestamp(now).integer(limit).timestamp(now.plus(every)),
        row -> new Turn(row.uuid("tenant"), Layer.ofWord(row.text("layer")).orElseThrow()));
  }

  @Override
  public void ran(TenantScope system, Layer layer, Instant at) {
    int unused =
        session.transact(
            system,
            tx -> {
              tx.leaveOut();
              return tx.update(
                  """
                  UPDATE memory.retention SET last_run_at = ?, allowance = 0
                  WHERE tenant = ? AND layer = ?
                  """,
                  b -> b.timestamp(at).uuid(system.tenant()).text(layer.word()));
            });
  }
}
