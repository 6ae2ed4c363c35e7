package io.mnemon.storage;

import io.mnemon.tenancy.TenantScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open transaction. After a statement has failed, nothing but leaving the transaction is
 * possible: Postgres has aborted it.
 */
public final class Transaction {
  private final Connection connection;
  private @Nullable TenantScope unsent;

  Transaction(Connection connection, @Nullable TenantScope scope) {
    this.connection = connection;
    this.unsent = scope;
  }

  /** The rows in the statement's order. */
  public <T> List<T> query(String sql, Binder binder, RowReader<T> reader) {
    try {
      return PostgresStatements.query(connection, takeScope(), sql, binder, reader);
    } catch (SQLException e) {
      throw PostgresFailure.of(e);
    }
  }

  /** The only row, or none; more than one is a fault of the statement. */
  public <T> Optional<T> queryOne(String sql, Binder binder, RowReader<T> reader) {
    return PostgresStatements.only(query(sql, binder, reader));
  }

  /** The number of rows that were changed. */
  public int update(String sql, Binder binder) {
    try {
      return PostgresStatements.update(connection, takeScope(), sql, binder);
    } catch (SQLException e) {
      throw PostgresFailure.of(e);
    }
  }

  /** Runs one statement for each binder in one round trip; the counts are in the binders' order. */
  public int[] batch(String sql, List<Binder> binders) {
    try {
      TenantScope scope = takeScope();
      if (scope != null) {
        PostgresStatements.apply(connection, scope);
      }
      return PostgresStatements.batch(connection, sql, binders);
    } catch (SQLException e) {
      throw PostgresFailure.of(e);
    }
  }

  /** The scope travels with the first statement and holds until the transaction ends. */
  private @Nullable TenantScope takeScope() {
    TenantScope scope = unsent;
    unsent = null;
    return scope;
  }
}
