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
import java.util.ArrayList;
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
            home.resolve("all"),
            wal,
            "restore",
            "--file=" + archive,
            "--to=latest",
            "--timeline=1");
    assertThat(all.out()).as(all.err()).contains(": 3 memories.");

    assertArchivesOnANewTimeline(home.resolve("plain"), wal, archive);

    Ran early =
        PostgresInstallation.run(
            home.resolve("early"), wal, "restore", "--file=" + archive, "--to=" + before);
    assertThat(early.err()).contains("The backup was finished at", "Take an earlier backup");

    Ran late =
        PostgresInstallation.run(
            home.resolve("late"),
            wal,
            "restore",
            "--file=" + archive,
            "--to=2199-01-01T00:00:00Z",
            "--timeline=latest");
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

  private static Ran restored(Path target, Path wal, Path archive, String... more) {
    var words = new ArrayList<>(List.of("restore", "--file=" + archive));
    words.addAll(List.of(more));
    return PostgresInstallation.run(target, Optional.of(wal), words.toArray(String[]::new));
  }

  @Test
  void aTimelineThatADrillBeganIsNotFollowedUnasked() throws Exception {
    Path home = PostgresInstallation.passable(temporary);
    Path data = home.resolve("data");
    Path wal = home.resolve("wal");
    Path sunday = home.resolve("sunday.mnemon");
    Path wednesday = home.resolve("wednesday.mnemon");
    try (var installation = PostgresInstallation.start(data, Optional.of(wal)).withRecord()) {
      installation.add(1);
      assertThat(installation.run("backup", "--file=" + sunday).err()).isEmpty();
    }
    Ran drill = restored(home.resolve("drill"), wal, sunday, "--to=latest");
    try (var copy = PostgresInstallation.start(home.resolve("drill"), Optional.of(wal))) {
      copy.add(10);
      copy.add(11);
      assertThat(copy.run("backup", "--file=" + home.resolve("drill.mnemon")).err()).isEmpty();
      copy.add(12);
      copy.add(13);
    }
    try (var installation = PostgresInstallation.start(data, Optional.of(wal))) {
      installation.add(2);
      assertThat(installation.run("backup", "--file=" + wednesday).err()).isEmpty();
      installation.add(3);
      installation.add(4);
    }

    Ran unasked = restored(home.resolve("unasked"), wal, sunday, "--to=latest");

    assertThat(drill.out())
        .as("nothing else was begun yet: " + drill.err())
        .contains(": 1 memories.", "followed timeline 1, and goes on as timeline 2");
    assertThat(unasked.exitCode()).isEqualTo(1);
    assertThat(unasked.err())
        .contains("on several timelines", "1, the backup's own; its last WAL was archived")
        .contains("2, begun", "on timeline 1 (no recovery target specified)", "--timeline");
    assertThat(home.resolve("unasked")).doesNotExist();
    assertThat(home.resolve("unasked.restoring")).doesNotExist();
    assertThat(wal.resolve("00000003.history")).doesNotExist();
    assertNothingIsAskedAfter(wednesday, home.resolve("newer"), wal, ": 4 memories.", 1);
    assertNothingIsAskedAfter(
        home.resolve("drill.mnemon"), home.resolve("genuine"), wal, ": 5 memories.", 2);
    assertThat(restored(home.resolve("own"), wal, sunday, "--to=latest", "--timeline=1").out())
        .contains(": 4 memories.", "followed timeline 1, and goes on as timeline 5");
    assertThat(restored(home.resolve("two"), wal, sunday, "--to=latest", "--timeline=2").out())
        .contains(": 5 memories.", "followed timeline 2, and goes on as timeline 6");
    assertThat(restored(home.resolve("none"), wal, sunday, "--to=latest", "--timeline=7").err())
        .contains("Timeline 7 does not lead on from this backup", "2, begun");
    assertThat(restored(home.resolve("none"), wal, sunday, "--timeline=1").err())
        .contains("say --to too");
  }

  /** No timeline branches off after that backup. */
  private static void assertNothingIsAskedAfter(
      Path backup, Path target, Path wal, String memories, int timeline) {
    Ran ran = restored(target, wal, backup, "--to=latest");
    assertThat(ran.out())
        .as(ran.err())
        .contains(memories, "It followed timeline " + timeline + ",");
  }
}
