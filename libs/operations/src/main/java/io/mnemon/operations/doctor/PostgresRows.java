package io.mnemon.operations.doctor;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers of Postgres as text, for looking at them. */
final class PostgresRows {

  private static final int ROWS_AT_ONCE = 10_000;

  private final Connection session;

  PostgresRows(Connection session) {
    this.session = session;
  }

  /** A question that Postgres could not answer. */
  static final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unanswered(SQLException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** The rows, each with its columns; NULL is an empty text. */
  List<List<String>> of(String sql) {
    try (var statement = session.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      int columns = rows.getMetaData().getColumnCount();
      var found = new ArrayList<List<String>>();
      while (rows.next()) {
        var row = new ArrayList<String>();
        for (int column = 1; column <= columns; column++) {
          row.add(Optional.ofNullable(rows.getString(column)).orElse(""));
        }
        found.add(row);
      }
      return found;
    } catch (SQLException e) {
      throw new Unanswered(e);
    }
  }

  /** Reads one row. */
  interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  /** Hands over row by row, of which there may be millions: only some are here at a time. */
  void each(String sql, Reader reader) {
    try {
      session.setAutoCommit(false);
      try (var statement = session.createStatement()) {
        statement.setFetchSize(ROWS_AT_ONCE);
        try (ResultSet rows = statement.executeQuery(sql)) {
          while (rows.next()) {
            reader.read(rows);
          }
        }
      } finally {
        session.rollback();
        session.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new Unanswered(e);
    }
  }

  /** The first columns of all rows, in one line. */
  String line(String sql) {
    return String.join(", ", of(sql).stream().map(List::getFirst).toList());
  }

  String one(String sql) {
    return of(sql).getFirst().getFirst();
  }

  boolean exists(String table) {
    return one("SELECT to_regclass('" + table + "') IS NOT NULL").equals("t");
  }
}
