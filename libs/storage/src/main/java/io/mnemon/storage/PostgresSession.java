package io.mnemon.storage;

import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

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

  /**
   * @param connections hands out connections in auto-commit mode and takes part in no other
   *     transaction
   * @param maxConcurrent how many connections are in use at once: at most the pool's size
   * @param acquireTimeout how long a call waits for its turn before it fails as UNAVAILABLE
   */
  public PostgresSession(DataSource connections, int maxConcurrent, Duration acquireTimeout) {
    this.pool = new PostgresPool(connections, maxConcurrent, acquireTimeout);
  }

  /** The rows in the statement's order, in one round trip. */
  public <T> List<T> query(TenantScope scope, String sql, Binder binder, RowReader<T> reader) {
    return pool.use(connection -> PostgresStatements.query(connection, scope, sql, binder, reader));
  }

  /** The only row, or none; more than one is a fault of the statement. */
  public <T> Optional<T> queryOne(
      TenantScope scope, String sql, Binder binder, RowReader<T> reader) {
    return PostgresStatements.only(query(scope, sql, binder, reader));
  }

  /** The number of rows that were changed, in one round trip. */
  public int update(TenantScope scope, String sql, Binder binder) {
    return pool.use(connection -> PostgresStatements.update(connection, scope, sql, binder));
  }

  /**
   * Commits what the work did, or rolls all of it back if the work throws. The work must not call
   * this session again.
   */
  public <T> T transact(TenantScope scope, Work<T> work) {
    return pool.transact(connection -> work.run(new Transaction(connection, scope)));
  }
}
