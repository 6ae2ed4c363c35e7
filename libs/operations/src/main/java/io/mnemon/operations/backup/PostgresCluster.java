package io.mnemon.operations.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a Postgres that serves, copied into an archive so that a start from the copy
 * recovers to the state at the end of the copying.
 *
 * <p>Design: the low-level backup of the Postgres manual ("Continuous Archiving and Point-in-Time
 * Recovery"). Between pg_backup_start and pg_backup_stop the files are copied while they change;
 * the WAL of that time, which follows them, makes them whole. A temporary replication slot keeps
 * that WAL from being recycled. All of it hangs on one session: if this process is killed, Postgres
 * forgets the backup by itself.
 */
final class PostgresCluster implements AutoCloseable {

  /** Folders whose content means nothing to another server. */
  private static final Set<String> EMPTIED =
      Set.of(
          "pg_wal",
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans");

  private static final Set<String> LEFT_OUT =
      Set.of(
          "postmaster.pid",
          "postmaster.opts",
          "backup_label",
          "tablespace_map",
          "pg_internal.init");

  private static final String CONTROL = "global/pg_control";

  private final Path cluster;
  private final String prefix;
  private final PostgresAddress postgres;
  private final Connection session;

  private PostgresCluster(
      Path cluster, String prefix, PostgresAddress postgres, Connection session) {
    this.cluster = cluster;
    this.prefix = prefix + "/";
    this.postgres = postgres;
    this.session = session;
  }

  /**
   * The cluster of a data folder; its Postgres is started if it does not run.
   *
   * @param prefix of the names in the archive
   */
  static PostgresCluster open(Path cluster, String prefix, Path root) {
    PostgresAddress postgres = PostgresAddress.of(root);
    try {
      return new PostgresCluster(cluster, prefix, postgres, postgres.connect());
    } catch (SQLException e) {
      postgres.close();
      throw failed(e);
    }
  }

  private static Refusal failed(SQLException e) {
    return new Refusal(
        "The backup could not be finished, because Postgres failed (%s). Nothing was written; try again when it runs."
            .formatted(e.getMessage()),
        e);
  }

  /** Whether it serves a platform that runs. */
  boolean isServing() {
    return postgres.isServing();
  }

  /** What an archive says of it in the beginning. */
  Described describe() {
    try {
      return new Described(identifier(), schemas(), bytes());
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * What is known before the copying.
   *
   * @param identifier the number that this cluster was born with
   * @param schemas the version of each service's schema
   * @param bytes about how much there is to copy
   */
  record Described(String identifier, Map<String, String> schemas, long bytes) {

    Described {
      schemas = Map.copyOf(schemas);
    }
  }

  /**
   * What the copied files and their WAL are.
   *
   * @param firstWal the piece of WAL that a recovery begins with
   * @param consistentAt the earliest time that a recovery can come to
   */
  record Copied(String firstWal, String lastWal, Instant consistentAt) {}

  private String identifier() throws SQLException {
    return one("SELECT system_identifier FROM pg_control_system()");
  }

  private Map<String, String> schemas() throws SQLException {
    var schemas = new TreeMap<String, String>();
    try (var statement = session.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT schemaname FROM pg_tables WHERE tablename = 'flyway_schema_history'
                """)) {
      while (rows.next()) {
        schemas.put(rows.getString(1), "");
      }
    }
    for (Map.Entry<String, String> schema : schemas.entrySet()) {
      schema.setValue(
          one("""
              SELECT coalesce(max(installed_rank || ' ' || version), '0 0')
              FROM %s.flyway_schema_history WHERE success AND version IS NOT NULL
              """
                  .formatted("\"" + schema.getKey().replace("\"", "\"\"") + "\""))
              .replaceFirst(".* ", ""));
    }
    return schemas;
  }

  private long bytes() throws SQLException {
    return Long.parseLong(one("SELECT sum(pg_database_size(oid))::bigint FROM pg_database"));
  }

  Copied copyTo(ArchiveWriter archive) throws IOException {
    try {
      return copyAll(archive);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private Copied copyAll(ArchiveWriter archive) throws IOException, SQLException {
    one(
        "SELECT slot_name FROM pg_create_physical_replication_slot('mnemon_backup_'"
            + " || pg_backend_pid(), immediately_reserve => true, temporary => true)");
    String first = one("SELECT pg_walfile_name(pg_backup_start('mnemon backup', fast => true))");
    copy(archive, cluster);
    // Every file follows the control file's checkpoint by WAL, so it goes last.
    archive.file(prefix + CONTROL, cluster.resolve(CONTROL));
    String last;
    try (var statement = session.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT pg_walfile_name(lsn - 1), labelfile, spcmapfile
                FROM pg_backup_stop(wait_for_archive => false)
                """)) {
      row.next();
      last = row.getString(1);
      archive.text(prefix + "backup_label", row.getString(2));
      if (!row.getString(3).isBlank()) {
        throw new Refusal(
            "This Postgres has tablespaces outside of its folder, which this backup would miss. Move"
                + " their tables back (ALTER TABLE … SET TABLESPACE pg_default) and drop them.");
      }
    }
    wal(archive, first, last);
    return new Copied(first, last, time());
  }

  private Instant time() throws SQLException {
    try (var statement = session.createStatement();
        ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  private void copy(ArchiveWriter archive, Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.sorted().toList()) {
        String name = cluster.relativize(entry).toString();
        if (Files.isDirectory(entry)) {
          archive.folder(prefix + name);
          if (!EMPTIED.contains(name)) {
            copy(archive, entry);
          } else if (name.equals("pg_wal")) {
            archive.folder(prefix + name + "/archive_status");
          }
        } else if (!isLeftOut(entry) && !name.equals(CONTROL)) {
          archive.file(prefix + name, entry);
        }
      }
    }
  }

  private static boolean isLeftOut(Path file) {
    String name = file.getFileName().toString();
    return LEFT_OUT.contains(name) || name.startsWith("pgsql_tmp");
  }

  /** The pieces from the first to the last, and the history of timelines. */
  private void wal(ArchiveWriter archive, String first, String last) throws IOException {
    Path folder = cluster.resolve("pg_wal");
    int copied = 0;
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.sorted().toList()) {
        String name = entry.getFileName().toString();
        boolean isNeeded =
            WalName.isPiece(name)
                && WalName.position(name).compareTo(WalName.position(first)) >= 0
                && WalName.position(name).compareTo(WalName.position(last)) <= 0;
        if (isNeeded || name.endsWith(".history")) {
          archive.file(prefix + "pg_wal/" + name, entry);
          copied += isNeeded ? 1 : 0;
        }
      }
    }
    if (copied < 1 || !Files.exists(folder.resolve(last))) {
      throw new IOException("the WAL from " + first + " to " + last + " is not all there");
    }
  }

  private String one(String sql) throws SQLException {
    try (var statement = session.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (SQLException e) {
      // It ended before us, and with it what it held.
      return;
    } finally {
      postgres.close();
    }
  }
}
