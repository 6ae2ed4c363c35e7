package io.mnemon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mnemon.embedded.LoopbackPort.Use;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stores of another process that is killed, and of this one that comes after it. */
class StoresTest {

  private static final int ROUNDS = "full".equals(System.getProperty("mnemon.it")) ? 20 : 2;
  private static final int ROWS_BEFORE_THE_KILL = 50;
  private static final Duration CHILDREN_MUST_BE_GONE = Duration.ofSeconds(5);

  @TempDir Path home;

  @BeforeEach
  void openHome() throws Exception {
    Folders.open(home);
  }

  private LaunchSettings settings() {
    return LaunchSettings.of(
        Map.of("MNEMON_DATA", home.resolve("data").toString()), port -> Use.FREE);
  }

  private Process startVictim() throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Xmx128m",
            "-cp",
            classPath,
            StoresVictim.class.getName(),
            home.resolve("data").toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** As the kernel would: Process.destroyForcibly would also close the output we still read. */
  private static void kill(Process victim) {
    Programs.signal("KILL", victim.pid());
  }

  private static long acknowledged(String line) {
    return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
  }

  /** Reads until {@code count} rows were acknowledged. */
  private static List<Long> read(BufferedReader output, int count) throws IOException {
    var ids = new ArrayList<Long>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("acknowledged ")) {
        ids.add(acknowledged(line));
      }
      if (ids.size() == count) {
        break;
      }
    }
    return ids;
  }

  private static List<Long> stored(Stores stores) throws Exception {
    Map<String, String> found = stores.properties();
    var ids = new ArrayList<Long>();
    try (var connection =
            DriverManager.getConnection(
                found.get("mnemon.postgres.url"),
                found.get("mnemon.postgres.username"),
                found.get("mnemon.postgres.password"));
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT id FROM acknowledged ORDER BY id")) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
    }
    return ids;
  }

  @Test
  void childrenOfAKilledProcessAreGoneAndNothingAcknowledgedIsLost() throws Exception {
    var acknowledged = new ArrayList<Long>();
    for (int round = 0; round < ROUNDS; round++) {
      Process victim = startVictim();
      try (var output = victim.inputReader()) {
        acknowledged.addAll(read(output, ROWS_BEFORE_THE_KILL));
        List<ProcessHandle> children = victim.descendants().toList();
        assertThat(children).hasSizeGreaterThan(6);

        kill(victim);

        await()
            .atMost(CHILDREN_MUST_BE_GONE)
            .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        acknowledged.addAll(read(output, Integer.MAX_VALUE));
      }
    }

    try (Stores stores = Stores.start(settings())) {
      assertThat(stored(stores)).containsAll(acknowledged);
    }
  }

  @Test
  void aSecondStartOnOneFolderIsRefused() throws Exception {
    Process holder = startVictim();
    try (var output = holder.inputReader()) {
      read(output, 1);

      assertThatThrownBy(() -> Stores.start(settings()))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("process " + holder.pid());
    } finally {
      List<ProcessHandle> children = holder.descendants().toList();
      kill(holder);
      await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  @Test
  void aStartDuringTheDeathOfTheEarlierOneIsNotRefused() throws Exception {
    Process victim = startVictim();
    try (var output = victim.inputReader()) {
      List<Long> acknowledged = read(output, ROWS_BEFORE_THE_KILL);
      kill(victim);
      victim.waitFor();

      try (Stores stores = Stores.start(settings())) {
        assertThat(stored(stores)).containsAll(acknowledged);
      }
    }
  }

  @Test
  void externalStoresReplaceTheEmbeddedOnes() {
    LaunchSettings settings =
        LaunchSettings.of(
            Map.of(
                "MNEMON_DATA", home.resolve("data").toString(),
                "MNEMON_POSTGRES_URL", "postgresql://me:mine@db/m",
                "MNEMON_REDIS_URL", "redis://cache",
                "MNEMON_OBJECT_STORE", "s3://bucket"),
            port -> Use.FREE);

    try (Stores stores = Stores.start(settings)) {
      assertThat(stores.properties())
          .containsEntry("mnemon.postgres.url", "jdbc:postgresql://db/m")
          .containsEntry("mnemon.postgres.username", "me")
          .containsEntry("mnemon.postgres.password", "mine")
          .containsEntry("quarkus.redis.hosts", "redis://cache")
          .containsEntry("mnemon.object-store", "s3://bucket");
      assertThat(home.resolve("data/postgres")).doesNotExist();
    }
  }
}
