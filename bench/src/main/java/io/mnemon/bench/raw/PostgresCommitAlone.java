package io.mnemon.bench.raw;

import io.mnemon.bench.measure.Pace;
import io.mnemon.bench.measure.Run;
import io.mnemon.bench.platform.PackagedPlatform;
import io.mnemon.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * One row with a text and a vector's bytes, committed as durably as the platform does: by the same
 * Postgres with the same settings, over one connection.
 */
public final class PostgresCommitAlone implements AutoCloseable {
  private static final int VECTOR_BYTES = 384 * Float.BYTES;

  private final Path folder;
  private final EmbeddedPostgres server;
  private final Connection connection;
  private final PreparedStatement insert;

  public PostgresCommitAlone() {
    try {
      folder = PackagedPlatform.temporaryFolder("mnemon-bench-postgres-");
      server =
          EmbeddedPostgres.start(
              new EmbeddedPostgres.Options(
                  folder.resolve("postgres"), folder.resolve("programs"), "bench", "bench", true));
      connection = server.connect();
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "CREATE TABLE memory (id uuid PRIMARY KEY, content text NOT NULL, vector bytea)");
      }
      connection.setAutoCommit(false);
      insert = connection.prepareStatement("INSERT INTO memory VALUES (?, ?, ?)");
    } catch (IOException e) {
      throw new UncheckedIOException("there is no temporary folder", e);
    } catch (SQLException e) {
      throw new IllegalStateException("the raw Postgres cannot be used", e);
    }
  }

  /** One insert and its commit after the other. */
  public Run commits(Pace pace, Supplier<String> next) {
    return Alone.load(number -> commit(next.get())).run(1, pace);
  }

  private void commit(String content) {
    try {
      insert.setObject(1, UUID.randomUUID());
      insert.setString(2, content);
      insert.setBytes(3, new byte[VECTOR_BYTES]);
      insert.executeUpdate();
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException("a row could not be committed", e);
    }
  }

  @Override
  public void close() {
    try {
      insert.close();
      connection.close();
    } catch (SQLException e) {
      System.err.println("A connection did not close: " + e.getMessage());
    }
    server.close();
    try {
      PackagedPlatform.deleteTree(folder);
    } catch (IOException e) {
      System.err.println("Left behind: " + folder);
    }
  }
}
