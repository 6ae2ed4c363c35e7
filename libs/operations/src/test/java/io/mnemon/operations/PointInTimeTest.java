package io.mnemon.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mnemon.operations.PostgresInstallation.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointInTimeTest {

  private static final String FAILED = "SELECT failed_count FROM pg_stat_archiver";

  @TempDir Path temporary;

  private static Instant time(PostgresInstallation installation) throws SQLException {
    try (Connection connection = installation.postgres().connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT clock_timestamp()")) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  /** The names of the archive's old timeline are taken, and it never overwrites. */
  private static void assertArchivesOnANewTimeline(Path target, Optional<Path> wal, Path archive)
      throws Exception {
    Ran plain = PostgresInstallation.run(target, wal, "restore", "--file=" + archive);
    assertThat(plain.out()).as(plain.err()).contains(": 1 memories.");
    try (var copy = PostgresInstallation.start(target, wal)) {
      copy.add(4);
      String piece = text(copy, "SELECT pg_walfile_name(pg_switch_wal())");
      await().until(() -> Files.exists(wal.orElseThrow().resolve(piece)) || hasFailed(copy));
      assertThat(text(copy, FAILED)).isEqualTo("0");
      assertThat(copy.ids()).containsExactly(1L, 4L);
    }
    Ran stopped =
        PostgresInstallation.run(target, wal, "backup", "--file=" + target.resolveSibling("b"));
    assertThat(stopped.out()).as(stopped.err()).contains("Mnemon was stopped");
    try (var copy = PostgresInstallation.start(target, wal)) {
      String piece = text(copy, "SELECT pg_walfile_name(pg_switch_wal())");
      await().until(() -> Files.exists(wal.orElseThrow().resolve(piece)));
    }
    // Nor does the Postgres that served only for the backup leave a hole in it.
    assertThat(newestPieces(wal.orElseThrow()))
        .hasSizeGreaterThan(2)
        .satisfies(
            pieces ->
                assertThat(pieces.getLast() - pieces.getFirst()).isEqualTo(pieces.size() - 1));
  }

  /** The numbers of the finished pieces of the newest timeline. */
  private static List<Long> newestPieces(Path wal) throws IOException {
    try (Stream<Path> files = Files.list(wal)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches("[0-9A-F]{24}"))
              .sorted()
              .toList();
      String timeline = names.getLast().substring(0, 8);
      return names.stream()
          .filter(name -> name.startsWith(timeline))
          .map(name -> Long.parseLong(name.substring(8), 16))
          .toList();
    }
  }

  private static boolean hasFailed(PostgresInstallation installation) throws SQLException {
    return !text(installation, FAILED).equals("0");
  }

  private static String text(PostgresInstallation installation, String query) throws SQLException {
    try (Connection connection = installation.postgres().connectAsSuperuser();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void aRestoreStopsBetweenTwoAdds() throws Exception {
    Path home = PostgresInstallation.passable(temporary);
    Optional<Path> wal = Optional.of(home.resolve("wal"));
    Path archive = home.resolve("base.mnemon");
    Instant before;
    Instant between;
    try (var installation = PostgresInstallation.start(home.resolve("data"), wal).withRecord()) {
      installation.add(1);
      before = time(installation);
      assertThat(installation.run("backup", "--file=" + archive).err()).isEmpty();
      installation.add(2);
      between = time(installation);
      installation.add(3);
      // A stop archives what there is.
    }
    Path target = home.resolve("restored");

    Ran restored =
        PostgresInstallation.run(target, wal, "restore", "--file=" + archive, "--to=" + between);

    assertThat(restored.err()).isEmpty();
    assertThat(restored.out()).contains(": 2 memories.");
    try (var copy = PostgresInstallation.start(target, wal)) {
      assertThat(copy.ids()).containsExactly(1L, 2L);
    }
    Ran all =
        PostgresInstallation.run(
            home.resolve("all"), wal, "restore", "--file=" + archive, "--to=latest");
    assertThat(all.exitCode()).as(all.err()).isZero();

    assertArchivesOnANewTimeline(home.resolve("plain"), wal, archive);

    Ran early =
        PostgresInstallation.run(
            home.resolve("early"), wal, "restore", "--file=" + archive, "--to=" + before);
    assertThat(early.err()).contains("The backup was finished at", "Take an earlier backup");

    Ran late =
        PostgresInstallation.run(
            home.resolve("late"), wal, "restore", "--file=" + archive, "--to=2199-01-01T00:00:00Z");
    assertThat(late.err()).contains("ends before the wanted time", "--to latest");
    assertThat(home.resolve("late")).doesNotExist();

    Ran withoutWal =
        PostgresInstallation.run(
            home.resolve("none"),
            Optional.empty(),
            "restore",
            "--file=" + archive,
            "--to=" + between);
    assertThat(withoutWal.err()).contains("set MNEMON_WAL_ARCHIVE");

    Ran unreadable =
        PostgresInstallation.run(
            home.resolve("none"), wal, "restore", "--file=" + archive, "--to=yesterday");
    assertThat(unreadable.err()).contains("\"yesterday\" is no time");
  }
}
