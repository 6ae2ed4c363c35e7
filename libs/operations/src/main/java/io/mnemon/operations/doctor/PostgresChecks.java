package io.mnemon.operations.doctor;

import io.mnemon.embedded.LaunchSettings;
import io.mnemon.operations.backup.PostgresAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checks that ask Postgres, and their connection. */
final class PostgresChecks implements AutoCloseable {

  private final Path root;
  private final @Nullable PostgresAddress embedded;
  private final Connection session;

  private PostgresChecks(Path root, @Nullable PostgresAddress embedded, Connection session) {
    this.root = root;
    this.embedded = embedded;
    this.session = session;
  }

  static PostgresChecks open(LaunchSettings settings) {
    if (settings.postgres().isPresent()) {
      LaunchSettings.ExternalPostgres external = settings.postgres().get();
      try {
        return new PostgresChecks(
            settings.data(),
            null,
            DriverManager.getConnection(
                external.jdbcUrl(), external.username(), external.password()));
      } catch (SQLException e) {
        throw new PostgresRows.Unanswered(e);
      }
    }
    PostgresAddress embedded = PostgresAddress.of(settings.data());
    try {
      return new PostgresChecks(settings.data(), embedded, embedded.connect());
    } catch (SQLException e) {
      embedded.close();
      throw new PostgresRows.Unanswered(e);
    }
  }

  /**
   * Of an external Postgres we are not the superuser: row-level security hides the tenants' rows,
   * and so what belongs to them is not looked at.
   */
  List<Check> checks(Limits limits, InstantSource clock) {
    var rows = new PostgresRows(session);
    var checks = new ArrayList<Check>();
    checks.add(new PostgresServerCheck(rows, limits, clock));
    checks.add(new PostgresSchemaCheck(rows));
    if (embedded != null) {
      checks.add(new PostgresActivityCheck(rows, limits, embedded.isServing()));
      checks.add(new PostgresKeyringCheck(root.resolve("keys/master"), rows, clock));
      checks.add(
          new LuceneIndexCheck(
              root.resolve("index"), new PostgresRecord(rows), embedded.isServing()));
    }
    return checks;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (SQLException e) {
      // It ended before us.
      return;
    } finally {
      if (embedded != null) {
        embedded.close();
      }
    }
  }
}
