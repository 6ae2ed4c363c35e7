package io.mnemon.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.operations.PostgresInstallation.Ran;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointInTimeTest {

  @TempDir Path temporary;

  private static Instant time(PostgresInstallation installation) throws SQLException {
    try (Connection connection = installation.postgres().connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT clock_timestamp()")) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
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
