package io.mnemon.storage;

import io.mnemon.tenancy.PendingAudit;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL on tenant data as exactly one TenantScope.
 *
 * <p>The scope is the transaction-local settings {@code app.tenant} (a uuid), {@code app.scopes}
 * (the text of a uuid[]) and {@code app.job} (empty for a caller's request). They travel in the
 * same flush as the first statement, and nothing of them outlives the transaction. A policy reads
 * them so that it fails closed where they are missing:
 *
 * <pre>{@code
 * ALTER TABLE memory.item ENABLE ROW LEVEL SECURITY;
 * ALTER TABLE memory.item FORCE ROW LEVEL SECURITY;
 * CREATE POLICY scope ON memory.item
 *   USING (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid
 *     AND (scope_id = ANY (NULLIF(current_setting('app.scopes', true), '')::uuid[])
 *       OR NULLIF(current_setting('app.job', true), '') IS NOT NULL))
 *   WITH CHECK (…the same…);
 * }</pre>
 *
 * <p>Every failure is a {@link io.mnemon.api.ServiceException} or a {@link
 * UniqueViolationException}. A statement is never retried here: only the caller knows whether that
 * is safe.
 */
public final class PostgresSession {
  private final PostgresPool pool;
  private final @Nullable AuditTable audit;

  /**
   * A session that writes nothing into the audit log: for what is not somebody's doing.
   *
   * @param connections hands out connections in auto-commit mode and takes part in no other
   *     transaction
   * @param maxConcurrent how many connections are in use at once: at most the pool's size
   * @param acquireTimeout how long a call waits for its turn before it fails as UNAVAILABLE
   */
  public PostgresSession(DataSource connections, int maxConcurrent, Duration acquireTimeout) {
    this.pool = new PostgresPool(connections, maxConcurrent, acquireTimeout);
    this.audit = null;
  }

  /**
   * A session that adds an audit entry to every transaction that changes something, within it and
   * in the same round trip as its end.
   */
  public PostgresSession(
      DataSource connections, int maxConcurrent, Duration acquireTimeout, AuditTable audit) {
    this.pool = new PostgresPool(connections, maxConcurrent, acquireTimeout);
    this.audit = audit;
  }

  private PostgresSession(PostgresPool pool) {
    this.pool = pool;
    this.audit = null;
  }

  /**
   * The same connections without audit entries: for the log itself, and for the end of a tenant.
   */
  public PostgresSession unaudited() {
    return new PostgresSession(pool);
  }

  /** The rows in the statement's order, in one round trip. */
  public <T> List<T> query(TenantScope scope, String sql, Binder binder, RowReader<T> reader) {
    // One that writes and returns rows has an end that its entry can travel with.
    return audit != null && writes(sql)
        ? transact(scope, tx -> tx.query(sql, binder, reader))
        : pool.use(connection -> PostgresStatements.query(connection, scope, sql, binder, reader));
  }

  /** The only row, or none; more than one is a fault of the statement. */
  public <T> Optional<T> queryOne(
      TenantScope scope, String sql, Binder binder, RowReader<T> reader) {
    return PostgresStatements.only(query(scope, sql, binder, reader));
  }

  /** The number of rows that were changed, in one round trip. */
  public int update(TenantScope scope, String sql, Binder binder) {
    return pool.use(
        connection -> {
          PostgresAudit entry = entry(scope, AuditTable.Touched.NOTHING);
          return entry == null
              ? PostgresStatements.update(connection, scope, sql, binder)
              : entry.update(connection, scope, sql, binder);
        });
  }

  /**
   * Commits what the work did, or rolls all of it back if the work throws. The work must not call
   * this session again.
   */
  public <T> T transact(TenantScope scope, Work<T> work) {
    return pool.transact(
        connection -> {
          Transaction tx = new Transaction(connection, scope);
          T answer = work.run(tx);
          PostgresAudit entry = tx.isTold() ? entry(scope, tx.touched()) : null;
          if (entry != null) {
            entry.commit(connection);
          }
          return answer;
        });
  }

  private static boolean writes(String sql) {
    return sql.contains("INSERT INTO ") || sql.contains("DELETE FROM ") || sql.contains(" SET ");
  }

  private @Nullable PostgresAudit entry(TenantScope scope, AuditTable.Touched touched) {
    PendingAudit pending = audit == null ? null : audit.of(scope, touched);
    return audit == null || pending == null ? null : new PostgresAudit(audit, pending);
  }
}
