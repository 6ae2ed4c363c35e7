package io.mnemon.memory;

import io.mnemon.embedded.TestStores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A tenant's record as background work sees it, past the service. */
final class RawRecord {
  private static final List<String> MEMORIES =
      List.of("memory", "version", "vector", "near_duplicate");

  private RawRecord() {}

  private static Connection connect(UUID tenant) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            TestStores.shared().jdbcUrl(), "mnemon_memory", TestStores.shared().password());
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT set_config('app.tenant', '%s', false), set_config('app.job', 'test', false)"
              .formatted(tenant));
    }
    return connection;
  }

  /** Takes a tenant's memories out of the tables, as if they had never been. */
  static void forget(UUID tenant) throws SQLException {
    try (Connection connection = connect(tenant);
        Statement statement = connection.createStatement()) {
      for (String table : MEMORIES) {
        statement.execute("DELETE FROM memory." + table);
      }
    }
  }

  static long count(String table, UUID tenant) throws SQLException {
    try (Connection connection = connect(tenant);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM memory." + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  static void execute(UUID tenant, String sql) throws SQLException {
    try (Connection connection = connect(tenant);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Every row of a tenant in every table that the catalogue knows, as text. */
  static List<String> everything(UUID tenant) throws SQLException {
    List<String> rows = new ArrayList<>();
    for (String table : tables()) {
      try (Connection connection = connect(tenant);
          Statement statement = connection.createStatement();
          ResultSet found = statement.executeQuery("SELECT t::text AS row FROM " + table + " t")) {
        while (found.next()) {
          rows.add(table + found.getString("row"));
        }
      }
    }
    return rows;
  }

  private static List<String> tables() throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Connection owner = TestStores.shared().connect();
        Statement statement = owner.createStatement();
        ResultSet names =
            statement.executeQuery(
                """
                SELECT c.oid::regclass::text AS name FROM pg_class c
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant'
                WHERE c.relnamespace = 'memory'::regnamespace AND c.relkind = 'r'
                """)) {
      while (names.next()) {
        tables.add(names.getString("name"));
      }
    }
    return tables;
  }
}
