package io.mnemon.storage;

import io.mnemon.tenancy.TenantScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open transaction. After a statement has failed, nothing but leaving the transaction is
 * possible: Postgres has aborted it.
 */
public final class Transaction {
  private final Connection connection;
  private final AuditTable.Touched touched = new AuditTable.Touched();
  private @Nullable TenantScope unsent;
  private boolean isUsed;
  private boolean isLeftOut;

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

  /**
   * Tells the audit what this transaction changes. It cannot know otherwise; what is not told, its
   * entry does not name.
   *
   * @param kind e.g. {@code memory} or {@code unit}
   */
  public void touched(String kind, UUID id) {
    touched.add(kind, id);
  }

  /** Tells the audit that it is about this person, by the id of the principal. */
  public void concerns(@Nullable UUID person) {
    if (person != null) {
      touched.concern(person);
    }
  }

  /** Leaves no audit entry though rows were changed, because what was asked for was not done. */
  public void leaveOut() {
    isLeftOut = true;
  }

  /** Whether the audit is to hear of it. */
  boolean isTold() {
    return isUsed && !isLeftOut;
  }

  AuditTable.Touched touched() {
    return touched;
  }

  /** The scope travels with the first statement and holds until the transaction ends. */
  private @Nullable TenantScope takeScope() {
    isUsed = true;
    TenantScope scope = unsent;
    unsent = null;
    return scope;
  }
}
