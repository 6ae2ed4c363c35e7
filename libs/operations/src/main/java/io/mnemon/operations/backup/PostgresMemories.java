package io.mnemon.operations.backup;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The memories of a record, as its superuser sees them: those of all tenants. */
final class PostgresMemories {

  private static final int ROWS_AT_ONCE = 10_000;

  private final Connection session;

  PostgresMemories(Connection session) {
    this.session = session;
  }

  /** How many there are; empty if the service never ran. */
  OptionalLong count() throws SQLException {
    return is("to_regclass('memory.memory') IS NOT NULL")
        ? OptionalLong.of(number("SELECT count(*) FROM memory.memory WHERE deleted_at IS NULL"))
        : OptionalLong.empty();
  }

  /**
   * How many of those whose content has moved to an object have lost it.
   *
   * @param hasObject whether there is an object with this key
   */
  long withoutContent(Predicate<String> hasObject) throws SQLException {
    if (!is(
        """
        EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = 'memory' AND table_name = 'memory' AND column_name = 'archived')
        """)) {
      return 0;
    }
    long lost = 0;
    session.setAutoCommit(false);
    try (var statement = session.createStatement()) {
      statement.setFetchSize(ROWS_AT_ONCE);
      try (ResultSet rows =
          statement.executeQuery(
              """
              SELECT 'archive/' || tenant || '/' || archived FROM memory.memory
              WHERE archived IS NOT NULL AND deleted_at IS NULL
              """)) {
        while (rows.next()) {
          lost += hasObject.test(rows.getString(1)) ? 0 : 1;
        }
      }
      session.rollback();
    } finally {
      session.setAutoCommit(true);
    }
    return lost;
  }

  private boolean is(String condition) throws SQLException {
    return number("SELECT (%s)::int".formatted(condition)) == 1;
  }

  private long number(String query) throws SQLException {
    try (var statement = session.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
