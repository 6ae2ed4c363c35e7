package io.mnemon.embedded;

import io.mnemon.embedded.LoopbackPort.Use;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;

/** A process that writes and reports every acknowledged row until it is killed. */
final class StoresVictim {

  private StoresVictim() {}

  public static void main(String[] args) throws Exception {
    Stores stores =
        Stores.start(
            LaunchSettings.of(
                Map.of("MNEMON_DATA", Path.of(args[0]).toString()), port -> Use.FREE));
    Map<String, String> found = stores.properties();
    try (var connection =
            DriverManager.getConnection(
                found.get("mnemon.postgres.url"),
                found.get("mnemon.postgres.username"),
                found.get("mnemon.postgres.password"));
        var statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS acknowledged (id bigint GENERATED ALWAYS AS IDENTITY)");
      while (true) {
        try (var rows =
            statement.executeQuery("INSERT INTO acknowledged DEFAULT VALUES RETURNING id")) {
          rows.next();
          System.out.println("acknowledged " + rows.getLong(1));
        }
      }
    }
  }
}
