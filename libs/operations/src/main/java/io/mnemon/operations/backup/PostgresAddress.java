package io.mnemon.operations.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mnemon.embedded.DataFolder;
import io.mnemon.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * The embedded Postgres of a data folder: that of the platform if it runs, else one that is started
 * for this command and stopped after it.
 */
public final class PostgresAddress implements AutoCloseable {

  /** Archives nothing, but leaves no hole either: the platform archives what was written here. */
  private static final Map<String, String> KEEPING_WAL = Map.of("archive_mode", "on");

  private static final Duration RECOVERY = Duration.ofMinutes(5);

  private final Path root;
  private final @Nullable DataFolder data;
  private final @Nullable EmbeddedPostgres own;

  private PostgresAddress(Path root, @Nullable DataFolder data, @Nullable EmbeddedPostgres own) {
    this.root = root;
    this.data = data;
    this.own = own;
  }

  /**
   * @throws io.mnemon.embedded.CannotStart if no platform runs and the folder's Postgres does not
   *     start
   */
  public static PostgresAddress of(Path root) {
    if (DataFolder.isInUse(root)) {
      return new PostgresAddress(root, null, null);
    }
    DataFolder data = DataFolder.open(root);
    try {
      var options = EmbeddedPostgres.Options.of(data).with(KEEPING_WAL, RECOVERY);
      return new PostgresAddress(root, data, EmbeddedPostgres.start(options));
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /** Whether it belongs to a platform that runs. */
  public boolean isServing() {
    return own == null;
  }

  /** A connection as the superuser to the database {@code mnemon}, which waits for every answer. */
  public Connection connect() throws SQLException {
    if (own != null) {
      return own.connectAsSuperuser();
    }
    var properties = new Properties();
    properties.setProperty("user", "postgres");
    properties.setProperty("password", read("keys/postgres-superuser"));
    properties.setProperty("ApplicationName", "mnemon-operations");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    String port = read("postgres/port");
    return Optional.ofNullable(
            new Driver().connect("jdbc:postgresql://127.0.0.1:" + port + "/mnemon", properties))
        .orElseThrow(() -> new SQLException("The Postgres driver did not accept its own address"));
  }

  private String read(String file) throws SQLException {
    try {
      return Files.readString(root.resolve(file), UTF_8).strip();
    } catch (IOException e) {
      throw new SQLException(root.resolve(file) + " cannot be read", "08001", e);
    }
  }

  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
    if (data != null) {
      data.close();
    }
  }
}
