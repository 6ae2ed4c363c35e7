package io.mnemon.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One durable cluster, started anew by every test. */
class EmbeddedPostgresTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path home;

  private static EmbeddedPostgres.Options options = unset();

  private static EmbeddedPostgres.Options unset() {
    return new EmbeddedPostgres.Options(Path.of("/unset"), Path.of("/unset"), "", "", true);
  }

  @BeforeAll
  static void createCluster() throws Exception {
    Folders.open(home);
    options =
        new EmbeddedPostgres.Options(
            home.resolve("postgres"), TestStores.binaries(), "owner-secret", "super-secret", true);
    try (var postgres = EmbeddedPostgres.start(options)) {
      execute(postgres, "CREATE TABLE kept (id int PRIMARY KEY)");
      execute(postgres, "INSERT INTO kept VALUES (1)");
    }
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = postgres.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void awaitKeptRow(EmbeddedPostgres postgres) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> ask(postgres, "SELECT count(*) FROM kept WHERE id = 1").equals("1"));
  }

  /** The server answers a moment before its start has come to an end. */
  private static void awaitOther(EmbeddedPostgres postgres, long pid) {
    await().atMost(PATIENCE).until(() -> postgres.pid() != pid);
  }

  private static void awaitEnd(long pid) {
    await()
        .atMost(PATIENCE)
        .until(() -> ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
  }

  @ParameterizedTest
  @CsvSource({
    "fsync, on",
    "synchronous_commit, on",
    "full_page_writes, on",
    "data_checksums, on",
    "listen_addresses, 127.0.0.1",
    "server_encoding, UTF8",
    "password_encryption, scram-sha-256",
    "shared_buffers, 128MB",
    "max_connections, 60"
  })
  void runsWith(String setting, String value) throws Exception {
    try (var postgres = EmbeddedPostgres.start(options)) {
      assertThat(ask(postgres, "SHOW " + setting)).isEqualTo(value);
    }
  }

  @Test
  void nobodyEntersWithoutThePassword() {
    try (var postgres = EmbeddedPostgres.start(options)) {
      for (String role : new String[] {"mnemon", "postgres"}) {
        assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), role, "guess"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("password authentication failed");
      }
    }
  }

  @Test
  void keepsItsDataAndItsPortAcrossStarts() throws Exception {
    int port;
    try (var postgres = EmbeddedPostgres.start(options)) {
      port = postgres.port();
    }

    try (var postgres = EmbeddedPostgres.start(options)) {
      assertThat(postgres.port()).isEqualTo(port);
      assertThat(ask(postgres, "SELECT count(*) FROM kept")).isEqualTo("1");
    }
  }

  @Test
  void takesAnotherPortWhenItsOwnIsTaken() throws Exception {
    int port;
    try (var postgres = EmbeddedPostgres.start(options)) {
      port = postgres.port();
    }

    try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        var postgres = EmbeddedPostgres.start(options)) {
      assertThat(taken.isBound()).isTrue();
      assertThat(postgres.port()).isNotEqualTo(port);
      assertThat(ask(postgres, "SELECT count(*) FROM kept")).isEqualTo("1");
    }
  }

  @Test
  void closedServerIsGone() {
    var postgres = EmbeddedPostgres.start(options);
    long pid = postgres.pid();

    postgres.close();

    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  @Test
  void killedServerComesBackOnTheSamePortWithItsData() throws Exception {
    try (var postgres = EmbeddedPostgres.start(options)) {
      long killed = postgres.pid();
      execute(postgres, "CREATE TABLE IF NOT EXISTS acknowledged (id int)");
      execute(postgres, "INSERT INTO acknowledged VALUES (1)");

      Programs.signal("KILL", killed);

      awaitEnd(killed);
      awaitKeptRow(postgres);
      awaitOther(postgres, killed);
      assertThat(ask(postgres, "SELECT count(*) > 0 FROM acknowledged")).isEqualTo("t");
    }
  }

  @Test
  void killedSupervisorTakesItsServerAlongAndBothComeBack() {
    try (var postgres = EmbeddedPostgres.start(options)) {
      long orphan = postgres.pid();
      long supervisor = ProcessHandle.of(orphan).flatMap(ProcessHandle::parent).orElseThrow().pid();

      Programs.signal("KILL", supervisor);

      awaitEnd(orphan);
      awaitKeptRow(postgres);
      awaitOther(postgres, orphan);
    }
  }

  @Test
  void staleFilesDoNotRefuseAStart() throws Exception {
    Path cluster = options.folder().resolve("cluster");
    Path half = options.folder().resolve("cluster.new-half");
    Files.createDirectories(half.resolve("base"));
    Files.writeString(half.resolve("PG_VERSION"), "18\n");
    // A number that lives, but belongs to somebody else: this JVM.
    Files.writeString(
        cluster.resolve("postmaster.pid"),
        "%d\n%s\n1700000000\n5432\n\n127.0.0.1\n  1 2\nready\n"
            .formatted(ProcessHandle.current().pid(), cluster),
        UTF_8);
    Files.writeString(options.folder().resolve("port"), "no number");

    try (var postgres = EmbeddedPostgres.start(options)) {
      assertThat(ask(postgres, "SELECT count(*) FROM kept")).isEqualTo("1");
      assertThat(half).doesNotExist();
    }
  }

  @Test
  void aClusterThatAVolumesGroupWasLetIntoIsServed() throws Exception {
    Path cluster = options.folder().resolve("cluster");
    Files.setPosixFilePermissions(cluster, PosixFilePermissions.fromString("rwxrwx---"));

    try (var postgres = EmbeddedPostgres.start(options)) {
      assertThat(ask(postgres, "SELECT count(*) FROM kept")).isEqualTo("1");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cluster)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void earlierServerThatStillRunsIsReplaced() throws Exception {
    Path program = new ServerBinaries(options.binaries()).postgres().resolve("bin");
    Path cluster = options.folder().resolve("cluster");
    int port = LoopbackPort.free();
    var user = ServerUser.below(home, program);
    user.own(options.folder());
    Process orphan =
        new ProcessBuilder(
                user.running(
                    PostgresSettings.command(
                        program, cluster, new PostgresSettings(port, "earlier", true, Map.of()))))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    await().atMost(PATIENCE).until(() -> !LoopbackPort.isFree(port));

    try (var postgres = EmbeddedPostgres.start(options)) {
      assertThat(orphan.isAlive()).isFalse();
      assertThat(ask(postgres, "SELECT count(*) FROM kept")).isEqualTo("1");
    } finally {
      orphan.destroyForcibly();
    }
  }

  @Test
  void aFolderBelowAClosedOneIsServed() throws Exception {
    Folders.closed(home);
    try (var postgres = EmbeddedPostgres.start(options)) {
      assertThat(ask(postgres, "SELECT count(*) FROM kept")).isEqualTo("1");
    } finally {
      Folders.open(home);
    }
  }

  @Test
  void newOwnerPasswordIsTakenOver() throws Exception {
    var renewed =
        new EmbeddedPostgres.Options(
            options.folder(), options.binaries(), "renewed", "super-secret", true);

    try (var postgres = EmbeddedPostgres.start(renewed);
        Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), "mnemon", "renewed")) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void lostSuperuserPasswordIsExplained() {
    var lost =
        new EmbeddedPostgres.Options(
            options.folder(), options.binaries(), "owner-secret", "another", true);

    assertThatThrownBy(() -> EmbeddedPostgres.start(lost))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("keys/postgres-superuser")
        .hasMessageContaining("Put the original keys folder back");
  }

  @Test
  void aServerThatCannotStartSaysWhatItsLogSays() throws Exception {
    Path configuration = options.folder().resolve("cluster/postgresql.conf");
    String sound = Files.readString(configuration);
    Files.writeString(configuration, "no_such_setting = 1\n");
    try {
      assertThatThrownBy(() -> EmbeddedPostgres.start(options))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("did not start")
          .hasMessageContaining("contains errors")
          .hasMessageContaining("server.log");
    } finally {
      Files.writeString(configuration, sound);
    }
  }

  @Test
  void clusterOfAnotherReleaseIsExplained() throws Exception {
    Path version = options.folder().resolve("cluster/PG_VERSION");
    Files.writeString(version, "17\n");
    try {
      assertThatThrownBy(() -> EmbeddedPostgres.start(options))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("written by Postgres 17");
    } finally {
      Files.writeString(version, "18\n");
    }
  }
}
