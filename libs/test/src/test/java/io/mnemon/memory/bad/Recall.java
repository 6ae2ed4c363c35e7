package io.mnemon.memory.bad;

import io.mnemon.api.fixture.v1.Stub;
import java.sql.Connection;
import java.sql.SQLException;
import org.eclipse.microprofile.config.ConfigProvider;

/** A domain class that speaks a protocol, JDBC and configuration, and knows an adapter. */
public final class Recall {
  Stub stub = new Stub();
  Connection connection;
  String setting = ConfigProvider.getConfig().getValue("mnemon.setting", String.class);

  Recall() throws SQLException {
    connection = PostgresMemoryStore.open();
  }
}
