package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.embedded.EmbeddedPostgres;
import io.mnemon.embedded.TestStores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The roles of the service log in with whatever password its database has. */
class OrdinaryPasswordTest {
  private static final String PASSWORD = "it's $a ${b} \\ \"quoted\"";

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(strings = {"mnemon_memory", "mnemon_memory_jobs"})
  void signsInAPasswordMeanThemselves(String role) throws Exception {
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
    EmbeddedPostgres.Options options =
        new EmbeddedPostgres.Options(
            home.resolve("postgres"), TestStores.binaries(), PASSWORD, "super-secret", false);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options)) {
      Flyway.configure()
          .dataSource(postgres.jdbcUrl(), postgres.username(), postgres.password())
          .locations("db/memory")
          .schemas("memory")
          .createSchemas(true)
          .placeholders(Map.of("password", PASSWORD))
          .load()
          .migrate();

      try (Connection connection =
          DriverManager.getConnection(postgres.jdbcUrl(), role, PASSWORD)) {
        assertThat(connection.isValid(5)).isTrue();
      }
    }
  }
}
