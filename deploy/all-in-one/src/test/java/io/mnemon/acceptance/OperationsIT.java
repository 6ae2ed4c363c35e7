package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mnemon.acceptance.Ingest.Acknowledged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Backup, loss, restore and upgrade of a platform of its own, each on what the one before left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperationsIT {
  private static final boolean FULL = "full".equals(System.getProperty("mnemon.it"));
  private static final int MEMORIES = FULL ? 2_000 : 120;
  private static final int QUERIES =
      Integer.getInteger("mnemon.recorded-queries", FULL ? 1_000 : 200);
  private static final int BUSY = 20;

  private static final List<String> THINGS =
      List.of("barrel", "cellar", "cask", "wine", "rolled", "marked", "stairs", "vineyard");

  private Path home;
  private Platform platform;
  private String key;
  private final List<Acknowledged> kept = new ArrayList<>();

  @BeforeAll
  void start() {
    home = Platform.temporaryFolder();
    platform = Platform.started(home, Map.of());
    key = platform.applicationKey();
  }

  @AfterAll
  void end() {
    platform.end();
  }

  private Shell.Ran run(String... words) {
    return Shell.run(platform.operation(platform.data(), words));
  }

  /** Some that only one memory answers, some that many do, some in other words. */
  private List<String> queries() {
    Random random = new Random(20_261_127);
    List<String> queries = new ArrayList<>();
    for (int i = 0; i < QUERIES; i++) {
      String word = kept.get(random.nextInt(kept.size())).word();
      String thing = THINGS.get(random.nextInt(THINGS.size()));
      queries.add(
          i % 3 == 0 ? word : i % 3 == 1 ? thing + " " + word : "Where is the " + thing + i);
    }
    return queries;
  }

  private void assertKept(List<Acknowledged> memories) {
    for (Acknowledged one : memories) {
      JsonNode memory =
          platform.http().send(Call.get("/v1/memories/" + one.id()).key(key), 200).json();
      assertThat(memory.path("content").asText()).isEqualTo(one.content());
    }
  }

  @Test
  @Order(1)
  void aKilledBackupLeavesNothingAndTheNextOneWorks() throws Exception {
    try (Ingest ingest = Ingest.begin(platform.http(), key, "kim", "kim")) {
      ingest.awaitMore(MEMORIES);
      kept.addAll(ingest.stop());
    }
    Path archive = home.resolve("first.mnemon");
    Path draft = home.resolve(".first.mnemon.partial");
    Process backup =
        platform
            .operation(platform.data(), "backup", "--file=" + archive)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("killed.txt").toFile())
            .start();
    await().until(() -> Files.exists(draft) && Files.size(draft) > 0);

    backup.destroyForcibly().waitFor();

    assertThat(archive).doesNotExist();
    assertThat(run("backup", "--file=" + archive).expectSuccess().out())
        .contains("while Mnemon ran");
    assertThat(draft).doesNotExist();
    assertThat(run("verify", "--file=" + archive).expectSuccess().out()).contains("is whole");
  }

  @Test
  @Order(2)
  void afterAWipeARestoreGivesTheSameAnswers() throws Exception {
    RecordedAnswers before;
    Path archive = home.resolve("second.mnemon");
    List<Acknowledged> promised;
    try (Ingest ingest = Ingest.begin(platform.http(), key, "lee", "lee")) {
      ingest.awaitMore(BUSY);
      run("backup", "--file=" + home.resolve("busy.mnemon")).expectSuccess();
      promised = ingest.stop();
    }
    before = RecordedAnswers.of(platform.http(), key, "kim", queries());
    run("backup", "--file=" + archive).expectSuccess();
    List<ProcessHandle> children = platform.kill();
    await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    Platform.deleteTree(platform.data());

    Shell.Ran restored = run("restore", "--file=" + archive).expectSuccess();
    platform.start();

    assertThat(restored.out()).contains("Restored " + platform.data());
    RecordedAnswers after = RecordedAnswers.of(platform.http(), key, "kim", queries());
    assertThat(after.idsByQuery()).isEqualTo(before.idsByQuery());
    assertKept(kept.subList(0, 50));
    assertKept(promised);
  }

  @Test
  @Order(3)
  void aRestoreIntoTheRunningFolderIsRefused() {
    Shell.Ran refused = run("restore", "--replace", "--file=" + home.resolve("second.mnemon"));

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("in use by a running Mnemon");
    platform.requireReady();
  }

  @Test
  @Order(4)
  void aKilledRestoreLeavesTheFolderAloneAndTheNextOneWorks() throws Exception {
    Path target = home.resolve("other");
    Path draft = home.resolve("other.restoring");
    String file = "--file=" + home.resolve("busy.mnemon");
    Process restore =
        platform
            .operation(target, "restore", file)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("killed.txt").toFile())
            .start();
    await().until(() -> Files.exists(draft.resolve("postgres/cluster/PG_VERSION")));
    List<ProcessHandle> children = restore.descendants().toList();

    restore.destroyForcibly().waitFor();

    await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(target).doesNotExist();
    Shell.run(platform.operation(target, "restore", file)).expectSuccess();
    assertThat(target.resolve("keys/master")).exists();
    assertThat(draft).doesNotExist();
  }

  /** The folder of the release before has no file that names its format. */
  @Test
  @Order(5)
  void theFolderOfThePreviousReleaseIsUpgradedAndThatOfALaterOneRefused() throws Exception {
    Path format = platform.data().resolve("format");
    String ours = Files.readString(format);
    platform.stop();
    Files.delete(format);

    platform.start();

    assertThat(format).hasContent(ours);
    assertKept(kept.subList(0, 10));
    platform.stop();
    Files.writeString(format, "layout: 99\nmnemon: 9.0.0\n");
    Shell.Ran refused =
        Shell.run(Platform.command(platform.data(), Platform.freePort(), Platform.freePort()));
    Files.writeString(format, ours);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("was written by Mnemon 9.0.0 (layout 99)");
    platform.start();
  }

  @Test
  @Order(6)
  void thePersonAtTheTerminalReachesAllOfItThroughTheCommand() {
    Map<String, String> environment =
        Map.of(
            "MNEMON_DATA",
            platform.data().toString(),
            "MNEMON_APP",
            Platform.repository()
                .resolve("deploy/all-in-one/target/quarkus-app/quarkus-run.jar")
                .toString());
    Path cli = Platform.repository().resolve("cli");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String jar = cli.resolve("target/lib/mnemon-cli.jar").toString();

    Shell.Ran doctor = Shell.run(home, environment, List.of(java, "-jar", jar, "doctor", "--json"));
    Shell.Ran verify =
        Shell.run(
            home,
            environment,
            List.of(java, "-jar", jar, "backup", "verify", home.resolve("busy.mnemon").toString()));

    assertThat(doctor.exitCode()).as(doctor.out() + doctor.err()).isZero();
    assertThat(Json.parse(doctor.out()).path("findings")).isEmpty();
    assertThat(verify.expectSuccess().out()).contains("is whole");
  }

  @Test
  @Order(7)
  void nothingIsLeftLyingAround() throws IOException {
    try (Stream<Path> entries = Files.list(home)) {
      assertThat(entries.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".partial") || name.endsWith(".restoring"));
    }
  }
}
