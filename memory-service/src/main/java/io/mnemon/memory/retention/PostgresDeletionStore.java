package io.mnemon.memory.retention;

import io.mnemon.memory.record.PostgresRows;
import io.mnemon.memory.record.PostgresSelection;
import io.mnemon.memory.record.Selection;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.storage.Binding;
import io.mnemon.storage.Outbox;
import io.mnemon.storage.OutboxEntry;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Deletions in Postgres, each batch in one transaction with its outbox rows. */
public final class PostgresDeletionStore implements DeletionStore {
  private static final String SELECTED =
      """
      %s AND m.deleted_at IS NULL AND (m.expires_at IS NULL OR m.expires_at > ?)
        AND %s AND m.arrival <= ?
      """;

  private final PostgresSession session;
  private final Outbox outbox;
  private final InstantSource clock;
  private final Duration handledHereFor;

  /**
   * @param handledHereFor for how long the relay leaves a change to the request that made it
   */
  public PostgresDeletionStore(
      PostgresSession session, Outbox outbox, InstantSource clock, Duration handledHereFor) {
    this.session = session;
    this.outbox = outbox;
    this.clock = clock;
    this.handledHereFor = handledHereFor;
  }

  @Override
  public List<MemoryScope> scopes(TenantScope scope) {
    return session.query(
        scope,
        """
        SELECT layer, scope_id, user_id, user_name, agent_id, agent_name, session, unit_id
        FROM memory.scope WHERE tenant = ? AND scope_id = ANY (?)
        """,
        b -> b.uuid(scope.tenant()).uuidArray(scope.scopes()),
        PostgresRows::scope);
  }

  private static String selected(TenantScope scope, PostgresSelection selection) {
    return SELECTED.formatted(PostgresRows.visible(scope), selection.sql());
  }

  private Binding bind(Binding b, TenantScope scope, PostgresSelection selection, long last)
      throws SQLException {
    b.uuid(scope.tenant());
    (scope.isSystem() ? b : b.uuidArray(scope.scopes())).timestamp(clock.instant());
    selection.bind(b);
    return b.bigint(last);
  }

  @Override
  public Counted count(TenantScope scope, Selection wanted, long last) {
    PostgresSelection selection = new PostgresSelection(wanted);
    return session
        .query(
            scope,
            "SELECT count(*) AS n, coalesce(max(m.arrival), 0) AS last FROM memory.memory m WHERE "
                + selected(scope, selection),
            b -> bind(b, scope, selection, last),
            row -> new Counted(row.bigint("n"), row.bigint("last")))
        .getFirst();
  }

  @Override
  public List<Deleted> delete(
      TenantScope scope,
      Selection wanted,
      long last,
      int limit,
      UUID by,
      Instant at,
      boolean purge) {
    PostgresSelection selection = new PostgresSelection(wanted);
    String sql =
        """
        WITH doomed AS (
          SELECT m.id FROM memory.memory m WHERE %s ORDER BY m.id LIMIT ? FOR UPDATE)
        UPDATE memory.memory m
        SET deleted_at = ?, updated_at = ?, version = m.version + 1, change = 'deleted',
            changed_by = ?
        FROM doomed WHERE m.tenant = ? AND m.id = doomed.id
        RETURNING m.id, m.version
        """
            .formatted(selected(scope, selection));
    return session.transact(
        scope,
        tx -> {
          List<OutboxEntry> deleted =
              tx.query(
                  sql,
                  b ->
                      bind(b, scope, selection, last)
                          .integer(limit)
                          .timestamp(at)
                          .timestamp(at)
                          .uuid(by)
                          .uuid(scope.tenant()),
                  row -> new OutboxEntry(row.uuid("id"), row.bigint("version"), "index"));
          deleted.forEach(entry -> tx.touched("memory", entry.aggregate()));
          return deleted.isEmpty() ? List.of() : followed(tx, scope, deleted, purge);
        });
  }

  private List<Deleted> followed(
      Transaction tx, TenantScope scope, List<OutboxEntry> deleted, boolean purge) {
    if (purge) {
      tx.update(
          "UPDATE memory.purge SET urgent = true WHERE tenant = ? AND memory_id = ANY (?)",
          b ->
              b.uuid(scope.tenant())
                  .uuidArray(deleted.stream().map(OutboxEntry::aggregate).toList()));
    }
    List<Long> rows = outbox.append(tx, scope.tenant(), deleted, null, handledHereFor);
    List<Deleted> answer = new ArrayList<>(deleted.size());
    for (int i = 0; i < deleted.size(); i++) {
      answer.add(new Deleted(deleted.get(i).aggregate(), deleted.get(i).version(), rows.get(i)));
    }
    return answer;
  }
}
