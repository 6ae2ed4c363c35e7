package io.mnemon.storage;

import io.mnemon.tenancy.AuditedCall;
import io.mnemon.tenancy.PendingAudit;
import io.mnemon.tenancy.TenantScope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * The audit entry of one transaction. It travels in the flush of a statement that is sent anyway,
 * so it costs no round trip: with the statement itself where that is the whole transaction, else
 * with the commit.
 */
final class PostgresAudit {
  private final String insertion;
  private final PendingAudit pending;

  PostgresAudit(AuditTable table, PendingAudit pending) {
    this.insertion = table.insertIfChanged();
    this.pending = pending;
  }

  /** Runs a statement that is a transaction of its own. */
  int update(Connection connection, TenantScope scope, String sql, Binder binder)
      throws SQLException {
    String all = PostgresStatements.SETTINGS + ";\n" + sql + ";\n" + insertion;
    try (PreparedStatement statement = connection.prepareStatement(all)) {
      PostgresStatements.bind(statement, scope);
      Binding own = new Binding(statement, PostgresStatements.SETTINGS_COUNT);
      binder.bind(own);
      AuditTable.binder(pending).bind(new Binding(statement, own.bound()));
      statement.execute();
      statement.getMoreResults();
      int count = statement.getUpdateCount();
      if (count < 0) {
        throw new IllegalStateException("the statement returns rows: use query");
      }
      statement.getMoreResults();
      told(statement);
      return count;
    }
  }

  /**
   * Commits the open transaction, in which the settings of the entry's tenant hold. The driver then
   * finds none open, and sends no commit of its own.
   */
  void commit(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(insertion + ";\nCOMMIT")) {
      AuditTable.binder(pending).bind(new Binding(statement, 0));
      statement.execute();
      told(statement);
    }
  }

  /** As {@link #commit}, where no settings hold. */
  void commit(Connection connection, TenantScope scope) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            PostgresStatements.SETTINGS + ";\n" + insertion + ";\nCOMMIT")) {
      PostgresStatements.bind(statement, scope);
      AuditTable.binder(pending).bind(new Binding(statement, PostgresStatements.SETTINGS_COUNT));
      statement.execute();
      statement.getMoreResults();
      told(statement);
    }
  }

  private static void told(PreparedStatement insertion) throws SQLException {
    AuditedCall call = AuditedCall.current();
    if (call != null && insertion.getUpdateCount() == 1) {
      call.written();
    }
  }
}
