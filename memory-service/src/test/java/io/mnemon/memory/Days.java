package io.mnemon.memory;

import io.mnemon.embedded.TestStores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** What time does, done at once: looks into the record and changes it behind the service's back. */
final class Days {
  private Days() {}

  /** Lets days pass for one memory. */
  static void pass(UUID tenant, String memory, int days) throws SQLException {
    change(
        tenant,
        "UPDATE memory.memory SET created_at = created_at - interval '%d days' WHERE id = '%s'"
            .formatted(days, memory));
    change(
        tenant,
        "UPDATE memory.usage SET last_use = last_use - interval '%d days' WHERE memory_id = '%s'"
            .formatted(days, memory));
  }

  static void change(UUID tenant, String sql) throws SQLException {
    try (Connection service = asService();
        Statement statement = inside(tenant, service)) {
      statement.executeUpdate(sql);
      service.commit();
    }
  }

  /** The one number that a query answers. */
  static long number(UUID tenant, String sql) throws SQLException {
    try (Connection service = asService();
        Statement statement = inside(tenant, service);
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static Connection asService() throws SQLException {
    return DriverManager.getConnection(
        TestStores.shared().jdbcUrl(), "mnemon_memory", TestStores.shared().password());
  }

  private static Statement inside(UUID tenant, Connection service) throws SQLException {
    service.setAutoCommit(false);
    Statement statement = service.createStatement();
    statement
        .executeQuery(
            "SELECT set_config('app.tenant', '%s', true), set_config('app.job', 'test', true)"
                .formatted(tenant))
        .close();
    return statement;
  }
}
