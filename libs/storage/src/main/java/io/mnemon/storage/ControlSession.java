package io.mnemon.storage;

import io.mnemon.tenancy.AuditedCall;
import io.mnemon.tenancy.PendingAudit;
import io.mnemon.tenancy.TenantScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL on control-plane tables, which hold no tenant data and have no row-level security.
 * Tables that have it show nothing here.
 */
public final class ControlSession {
  private final PostgresPool pool;
  private final @Nullable AuditTable audit;

  /**
   * @param connections hands out connections in auto-commit mode and takes part in no other
   *     transaction
   * @param maxConcurrent how many connections are in use at once: at most the pool's size
   * @param acquireTimeout how long a call waits for its turn before it fails as UNAVAILABLE
   */
  public ControlSession(DataSource connections, int maxConcurrent, Duration acquireTimeout) {
    this.pool = new PostgresPool(connections, maxConcurrent, acquireTimeout);
    this.audit = null;
  }

  /**
   * A session that adds an audit entry to what a request of somebody changes, in the log of that
   * somebody's tenant.
   */
  public ControlSession(
      DataSource connections, int maxConcurrent, Duration acquireTimeout, AuditTable audit) {
    this.pool = new PostgresPool(connections, maxConcurrent, acquireTimeout);
    this.audit = audit;
  }

  /** The rows in the statement's order. */
  public <T> List<T> query(String sql, Binder binder, RowReader<T> reader) {
    return pool.use(connection -> PostgresStatements.query(connection, null, sql, binder, reader));
  }

  /** The only row, or none; more than one is a fault of the statement. */
  public <T> Optional<T> queryOne(String sql, Binder binder, RowReader<T> reader) {
    return PostgresStatements.only(query(sql, binder, reader));
  }

  /** The number of rows that were changed. */
  public int update(String sql, Binder binder) {
    return audit == null
        ? pool.use(connection -> PostgresStatements.update(connection, null, sql, binder))
        : transact(tx -> tx.update(sql, binder));
  }

  /**
   * Commits what the work did, or rolls all of it back if the work throws. The work must not call
   * this session again.
   */
  public <T> T transact(Work<T> work) {
    return pool.transact(
        connection -> {
          Transaction tx = new Transaction(connection, null);
          T answer = work.run(tx);
          if (tx.isTold()) {
            commit(connection, tx);
          }
          return answer;
        });
  }

  /** With an entry in the log of the caller's tenant; what the platform does by itself has none. */
  private void commit(Connection connection, Transaction tx) throws SQLException {
    AuditedCall call = AuditedCall.current();
    TenantScope scope = call == null ? null : call.scope();
    if (audit == null || scope == null) {
      return;
    }
    PendingAudit pending = audit.of(scope, tx.touched());
    if (pending != null) {
      new PostgresAudit(audit, pending).commit(connection, scope);
    }
  }
}
