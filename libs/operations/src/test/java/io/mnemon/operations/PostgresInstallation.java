package io.mnemon.operations;

import io.mnemon.embedded.DataFolder;
import io.mnemon.embedded.EmbeddedPostgres;
import io.mnemon.embedded.FolderFormat;
import io.mnemon.embedded.PrivateFiles;
import io.mnemon.embedded.TestStores;
import io.mnemon.embedded.WalArchive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A data folder with a record of numbers, whose Postgres runs or not, and the commands on it. */
final class PostgresInstallation implements AutoCloseable {

  static {
    try {
      // Unpacking takes longer than all else.
      System.setProperty("mnemon.programs", TestStores.binaries().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final List<String> SECRETS =
      List.of("master", "internal", "postgres", "postgres-superuser", "redis");

  private final Path root;
  private final Optional<Path> wal;
  private DataFolder data;
  private EmbeddedPostgres postgres;

  private PostgresInstallation(Path root, Optional<Path> wal) {
    this.root = root;
    this.wal = wal;
    this.data = DataFolder.open(root);
    SECRETS.forEach(name -> data.secretFile(name, true));
    this.postgres = launch();
  }

  static PostgresInstallation start(Path root, Optional<Path> wal) throws Exception {
    var installation = new PostgresInstallation(root, wal);
    PrivateFiles.write(root.resolve("format"), FolderFormat.ours().text());
    return installation;
  }

  private EmbeddedPostgres launch() {
    return EmbeddedPostgres.start(
        EmbeddedPostgres.Options.of(data)
            .with(WalArchive.settings(root, wal), Duration.ofMinutes(1)));
  }

  PostgresInstallation withRecord() throws SQLException {
    try (Connection connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA IF NOT EXISTS memory");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS memory.memory (id bigint PRIMARY KEY, deleted_at timestamptz)");
    }
    return this;
  }

  void add(long id) throws SQLException {
    try (Connection connection = postgres.connect()) {
      add(connection, id);
    }
  }

  /** Moves what a memory says to an object. */
  void archive(long id, String tenant, String object) throws SQLException {
    try (Connection connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute(
          "ALTER TABLE memory.memory ADD COLUMN IF NOT EXISTS tenant uuid,"
              + " ADD COLUMN IF NOT EXISTS archived uuid");
      statement.execute(
          "UPDATE memory.memory SET tenant = '%s', archived = '%s' WHERE id = %d"
              .formatted(tenant, object, id));
    }
  }

  static void add(Connection connection, long id) throws SQLException {
    try (var statement = connection.prepareStatement("INSERT INTO memory.memory (id) VALUES (?)")) {
      statement.setLong(1, id);
      statement.executeUpdate();
    }
  }

  List<Long> ids() throws SQLException {
    var ids = new ArrayList<Long>();
    try (Connection connection = postgres.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT id FROM memory.memory ORDER BY id")) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
    }
    return ids;
  }

  EmbeddedPostgres postgres() {
    return postgres;
  }

  Path root() {
    return root;
  }

  void stop() {
    postgres.close();
    data.close();
  }

  @Override
  public void close() {
    stop();
  }

  /** A folder that a server which runs as another user than root may pass. */
  static Path passable(Path folder) throws IOException {
    Files.createDirectories(folder);
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
  }

  /** What a command printed, and how it ended. */
  record Ran(int exitCode, String out, String err) {}

  static Ran run(Path root, Optional<Path> wal, String... words) {
    Map<String, String> environment = new HashMap<>();
    environment.put("MNEMON_DATA", root.toString());
    wal.ifPresent(folder -> environment.put("MNEMON_WAL_ARCHIVE", folder.toString()));
    return run(environment, words);
  }

  static Ran run(Map<String, String> environment, String... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int exitCode =
        new OperationsMain(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Clock.systemUTC(),
                false)
            .run(List.of(words), environment);
    return new Ran(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  Ran run(String... words) {
    return run(root, wal, words);
  }
}
