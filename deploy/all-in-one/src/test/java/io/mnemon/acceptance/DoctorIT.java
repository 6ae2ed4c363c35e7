package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Faults that are planted one at a time: the doctor finds exactly each of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Path home;
  private Path wal;
  private Platform platform;

  @BeforeAll
  void start() {
    home = Platform.temporaryFolder();
    wal = home.resolve("wal");
    platform = Platform.started(home, Map.of("MNEMON_WAL_ARCHIVE", wal.toString()));
    try (Ingest ingest = Ingest.begin(platform.http(), platform.applicationKey(), "dot", "dot")) {
      ingest.awaitMore(30);
      ingest.stop();
    }
    await().atMost(PATIENCE).until(() -> faults().isEmpty());
  }

  @AfterAll
  void end() {
    platform.end();
  }

  private interface Deed {
    void run() throws Exception;
  }

  private List<String> faults(String... options) {
    return report(options).findValuesAsText("fault");
  }

  private JsonNode report(String... options) {
    List<String> words = new ArrayList<>(List.of("doctor", "--json"));
    words.addAll(List.of(options));
    Shell.Ran ran = Shell.run(platform.operation(platform.data(), words.toArray(String[]::new)));
    JsonNode report = Json.parse(ran.out());
    List<String> severities = report.findValuesAsText("severity");
    int expected = severities.contains("error") ? 2 : severities.isEmpty() ? 0 : 1;
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(expected);
    report
        .path("findings")
        .forEach(
            finding ->
                assertThat(List.of("seen", "why", "remedy"))
                    .allSatisfy(part -> assertThat(finding.path(part).asText()).isNotBlank()));
    return report;
  }

  private void assertFound(String fault, Deed plant, Deed remove, String... options)
      throws Exception {
    plant.run();
    try {
      assertThat(faults(options)).as(fault).containsExactly(fault);
    } finally {
      remove.run();
    }
  }

  private Connection superuser() throws SQLException, IOException {
    String port = Files.readString(platform.data().resolve("postgres/port")).strip();
    String password = Files.readString(platform.data().resolve("keys/postgres-superuser")).strip();
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/mnemon", "postgres", password);
  }

  private Deed sql(String text) {
    return () -> {
      try (Connection connection = superuser();
          var statement = connection.createStatement()) {
        statement.execute(text);
      }
    };
  }

  private Deed mode(String file, String mode) {
    return () ->
        Files.setPosixFilePermissions(
            platform.data().resolve(file), PosixFilePermissions.fromString(mode));
  }

  @Test
  void ofAPlatformThatRuns() throws Exception {
    String ours = PosixFilePermissions.toString(Files.getPosixFilePermissions(platform.data()));
    assertFound("folder-open", mode("", "rwxr-xr-x"), mode("", ours));
    assertFound("secret-open", mode("keys/admin", "rw-r--r--"), mode("keys/admin", "rw-------"));
    assertFound(
        "durability-off",
        sql("ALTER ROLE mnemon_memory SET synchronous_commit = off"),
        sql("ALTER ROLE mnemon_memory RESET synchronous_commit"));
    assertFound(
        "read-only",
        sql("ALTER ROLE mnemon_memory SET default_transaction_read_only = on"),
        sql("ALTER ROLE mnemon_memory RESET default_transaction_read_only"));
    assertFound(
        "rls-off",
        sql("ALTER TABLE memory.vector NO FORCE ROW LEVEL SECURITY"),
        sql("ALTER TABLE memory.vector FORCE ROW LEVEL SECURITY"));
    assertFound(
        "role-too-mighty",
        sql("ALTER ROLE mnemon_memory BYPASSRLS"),
        sql("ALTER ROLE mnemon_memory NOBYPASSRLS"));
    assertFound("index-invalid", sql(indexIsValid(false)), sql(indexIsValid(true)));
    assertFound(
        "outbox-behind",
        sql(
            """
            INSERT INTO memory.outbox
              (tenant, aggregate, version, kind, created_at, next_attempt_at)
            SELECT tenant, gen_random_uuid(), 1, 'memory', now() - interval '1 hour',
              now() + interval '1 hour' FROM memory.scope LIMIT 1
            """),
        sql("DELETE FROM memory.outbox WHERE next_attempt_at > now() + interval '30 minutes'"));
    assertFound(
        "clock-went-back",
        sql("UPDATE memory.memory SET created_at = created_at + interval '1 year'"),
        sql("UPDATE memory.memory SET created_at = created_at - interval '1 year'"));
    assertFound(
        "index-differs",
        sql("UPDATE memory.memory SET version = version + 1"),
        sql("UPDATE memory.memory SET version = version - 1"));
    assertFound("disk-full", () -> {}, () -> {}, "--min-free-mb=999999999");
  }

  /** Its row has no content, which lies in an object. */
  @Test
  void nothingOfWhatLiesInTheArchive() throws Exception {
    sql("CREATE TABLE aside AS SELECT id, content FROM memory.memory").run();
    sql("UPDATE memory.memory SET content = ''").run();
    try {
      assertThat(faults()).isEmpty();
    } finally {
      sql("UPDATE memory.memory m SET content = a.content FROM aside a WHERE a.id = m.id").run();
      sql("DROP TABLE aside").run();
    }
  }

  private static String indexIsValid(boolean valid) {
    return "UPDATE pg_index SET indisvalid = "
        + valid
        + " WHERE indexrelid = 'memory.memory_episode'::regclass";
  }

  @Test
  void ofTransactionsAndBackups() throws Exception {
    try (Connection connection = superuser();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT pg_sleep(1.5)");

      assertThat(faults("--max-transaction-s=1")).containsExactly("transaction-long");
      connection.rollback();
    }
    Path last = platform.data().resolve("last-backup");
    assertFound(
        "backup-old",
        () -> Files.writeString(last, "2020-01-01T00:00:00Z\n/backup\n"),
        () -> Files.delete(last));
    sql("SELECT pg_switch_wal()").run();
    await().atMost(PATIENCE).until(() -> !pieces().isEmpty());
    String first = pieces().getFirst();
    String later = first.substring(0, 16) + "000000F0";
    assertFound(
        "wal-archive-gap",
        () -> Files.writeString(wal.resolve(later), ""),
        () -> Files.delete(wal.resolve(later)));
    Path draft = home.resolve("data.restoring");
    assertFound(
        "restore-left-behind", () -> Files.createDirectories(draft), () -> Files.delete(draft));
  }

  private List<String> pieces() throws IOException {
    try (Stream<Path> files = Files.list(wal)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("[0-9A-F]{24}"))
          .sorted()
          .toList();
    }
  }

  @Test
  void ofAPlatformThatIsStopped() throws Exception {
    platform.stop();
    try {
      assertThat(faults()).isEmpty();
      assertFound(
          "secret-missing",
          () -> move("keys/internal", "keys/internal.lost"),
          () -> move("keys/internal.lost", "keys/internal"));
      assertFound("key-does-not-open", () -> replace("keys/master", otherKey()), this::putBack);
      assertFound(
          "folder-newer", () -> replace("format", "layout: 9\nmnemon: 9.0.0\n"), this::putBack);
      assertFound(
          "folder-older", () -> replace("format", "layout: 0\nmnemon: 0.0.1\n"), this::putBack);
      assertFound(
          "postgres-version", () -> replace("postgres/cluster/PG_VERSION", "17\n"), this::putBack);
      assertFound("index-damaged", () -> replace(segments(), "This was an index."), this::putBack);
      assertFound(
          "index-incomplete", () -> move("index", "index.lost"), () -> move("index.lost", "index"));
      assertFound(
          "postgres-unreachable",
          () -> replace("postgres/cluster/global/pg_control", "This was a cluster."),
          this::putBack);
      assertThat(faults()).isEmpty();
    } finally {
      platform.start();
    }
  }

  private static String otherKey() {
    return "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n";
  }

  /** The newest commit of the one tenant's index, relative to the data folder. */
  private String segments() throws IOException {
    try (Stream<Path> files = Files.walk(platform.data().resolve("index"))) {
      Path newest =
          files
              .filter(file -> file.getFileName().toString().matches("segments_\\w+"))
              .findFirst()
              .orElseThrow();
      return platform.data().relativize(newest).toString();
    }
  }

  private byte[] original = new byte[0];
  private String replaced = "";

  private void replace(String file, String text) throws IOException {
    Path path = platform.data().resolve(file);
    original = Files.readAllBytes(path);
    replaced = file;
    Files.writeString(path, text);
  }

  private void putBack() throws IOException {
    Files.write(platform.data().resolve(replaced), original);
  }

  private void move(String from, String to) throws IOException {
    Files.move(platform.data().resolve(from), platform.data().resolve(to));
  }

  @Test
  void aMissingFolderIsNamed() {
    Shell.Ran ran = Shell.run(platform.operation(home.resolve("nowhere"), "doctor"));

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out()).contains("ERROR folder-missing", "why: ", "do: ");
  }
}
