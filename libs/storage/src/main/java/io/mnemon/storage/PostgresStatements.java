package io.mnemon.storage;

import io.mnemon.tenancy.TenantScope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Statements on one open connection, each preceded by the scope's settings if a scope is given.
 *
 * <p>The driver sends both statements of "settings; statement" before one Sync. Postgres runs what
 * stands before a Sync as one transaction, so settings that are local to the transaction hold for
 * exactly this statement, and the pair costs one round trip.
 */
final class PostgresStatements {
  static final String SETTINGS =
      """
      SELECT set_config('app.tenant', ?, true),
             set_config('app.scopes', ?, true),
             set_config('app.job', ?, true)
      """;
  static final int SETTINGS_COUNT = 3;

  private PostgresStatements() {}

  static <T> List<T> query(
      Connection connection,
      @Nullable TenantScope scope,
      String sql,
      Binder binder,
      RowReader<T> reader)
      throws SQLException {
    try (PreparedStatement statement = execute(connection, scope, sql, binder);
        ResultSet result = statement.getResultSet()) {
      if (result == null) {
        throw new IllegalStateException("the statement returns no rows: use update");
      }
      List<T> rows = new ArrayList<>();
      Row row = new Row(result);
      while (result.next()) {
        rows.add(reader.read(row));
      }
      return List.copyOf(rows);
    }
  }

  static int update(Connection connection, @Nullable TenantScope scope, String sql, Binder binder)
      throws SQLException {
    try (PreparedStatement statement = execute(connection, scope, sql, binder)) {
      int count = statement.getUpdateCount();
      if (count < 0) {
        throw new IllegalStateException("the statement returns rows: use query");
      }
      return count;
    }
  }

  static int[] batch(Connection connection, String sql, List<Binder> binders) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Binder binder : binders) {
        binder.bind(new Binding(statement, 0));
        statement.addBatch();
      }
      return statement.executeBatch();
    }
  }

  static void apply(Connection connection, TenantScope scope) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SETTINGS)) {
      bind(statement, scope);
      statement.execute();
    }
  }

  static <T> Optional<T> only(List<T> rows) {
    if (rows.size() > 1) {
      throw new IllegalStateException("at most one row was expected and there are " + rows.size());
    }
    return rows.stream().findFirst();
  }

  /** Runs the statement and leaves its own result, not the settings', as the current one. */
  private static PreparedStatement execute(
      Connection connection, @Nullable TenantScope scope, String sql, Binder binder)
      throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(scope == null ? sql : SETTINGS + ";\n" + sql);
    try {
      if (scope == null) {
        binder.bind(new Binding(statement, 0));
        statement.execute();
      } else {
        bind(statement, scope);
        binder.bind(new Binding(statement, SETTINGS_COUNT));
        statement.execute();
        statement.getMoreResults();
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  static void bind(PreparedStatement statement, TenantScope scope) throws SQLException {
    statement.setString(1, scope.tenant().toString());
    statement.setString(
        2, scope.scopes().stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")));
    statement.setString(3, scope.job());
  }
}
