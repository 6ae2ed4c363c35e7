package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mnemon.acceptance.Ingest.Acknowledged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Bad days: what is killed or lost comes back by itself, and nothing acknowledged is missing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {
  private static final int ROUNDS = "full".equals(System.getProperty("mnemon.it")) ? 20 : 2;
  private static final int BEFORE_THE_KILL = 60;
  private static final int SAMPLE = 50;
  private static final int IMPORTED = 8_000;
  private static final Duration CHILDREN_MUST_BE_GONE = Duration.ofSeconds(30);
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  private static final Pattern MEMORY =
      Pattern.compile("\\{\"kind\":\"memory\",\"id\":\"([^\"]+)\"");

  private final Random random = new Random(20_260_101);

  private Platform platform;
  private Http http;
  private String key;

  /** A stop in good order, so that what other tests ran counts as covered. */
  @BeforeAll
  void restart() {
    platform = Platform.shared();
    platform.stop();
    platform.start();
    http = platform.http();
    key = platform.applicationKey();
  }

  @BeforeEach
  void requireReady() {
    platform.requireReady();
  }

  private Ingest ingest(String user, String label) {
    return Ingest.begin(http, key, user, label);
  }

  @Test
  void nothingAcknowledgedIsLostWhenThePlatformIsKilled() {
    List<Acknowledged> acknowledged = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      try (Ingest ingest = ingest("kay", "kill" + round)) {
        ingest.awaitMore(BEFORE_THE_KILL);

        List<ProcessHandle> children = platform.kill();

        assertThat(children).isNotEmpty();
        await()
            .atMost(CHILDREN_MUST_BE_GONE)
            .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        acknowledged.addAll(ingest.stop());
        // Of several processes the last to be killed may say that the others are gone.
        assertThat(ingest.refusals()).allSatisfy(CrashIT::assertUnavailable);
      }
      platform.start();
      assertKeptExactlyOnce("kay", acknowledged);
    }
    assertFound("kay", acknowledged);
    assertAuditedExactlyOnce(acknowledged);
  }

  /** Turns without ids: a line that is brought twice would be there twice. */
  @Test
  void anImportThatIsKilledGoesOnWhereItStopped() {
    String company =
        new Control(http, platform.adminKey())
            .tenant("crash " + UUID.randomUUID())
            .path("key")
            .asText();
    http.send(
        Call.post("/v1/memories", Map.of("layer", "company", "content", "first")).key(company),
        201);
    JsonNode vectors = Json.parse(export(company, "?vectors=true")).path("vectors");
    String lines =
        IntStream.range(0, IMPORTED)
            .mapToObj(
                i ->
                    "{\"memory\":{\"layer\":\"company\",\"kind\":\"episode\",\"content\":\"parcel%d\"},\"vectors\":%s}\n"
                        .formatted(i, vectors))
            .collect(Collectors.joining());
    CompletableFuture<Boolean> broken =
        CompletableFuture.supplyAsync(() -> importLines(company, lines))
            .handle((reply, failure) -> failure != null || reply.status() != 200);
    await().atMost(RECOVERY).until(() -> uploaded(company) > 0);

    List<ProcessHandle> children = platform.kill();

    await()
        .atMost(CHILDREN_MUST_BE_GONE)
        .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    await().atMost(RECOVERY).until(broken::isDone);
    platform.start();
    long arrived = uploaded(company);
    JsonNode report = importLines(company, lines).expect(200).json();

    assertThat(arrived).isPositive();
    assertThat(report.path("passed_over").asLong()).isEqualTo(arrived);
    assertThat(report.path("added").asLong()).isEqualTo(IMPORTED - arrived);
    assertThat(export(company, "").lines().map(line -> Json.parse(line).path("memory")))
        .extracting(memory -> memory.path("content").asText())
        .hasSize(IMPORTED + 1)
        .doesNotHaveDuplicates();
    for (int i : List.of(0, Math.toIntExact(arrived) - 1, IMPORTED - 1)) {
      Map<String, Object> query = Map.of("query", "parcel" + i, "mode", "lexical", "limit", 10);
      await()
          .atMost(RECOVERY)
          .untilAsserted(
              () ->
                  assertThat(
                          ids(
                              http.send(Call.post("/v1/memories/search", query).key(company), 200)
                                  .json()))
                      .hasSize(1));
    }
  }

  private Reply importLines(String company, String lines) {
    return http.send(
        Call.of("POST", "/v1/memories:import?upload=broken")
            .bytes(lines.getBytes(StandardCharsets.UTF_8))
            .header("Content-Type", "application/x-ndjson")
            .key(company));
  }

  private String export(String company, String query) {
    return http.send(Call.get("/v1/memories:export" + query).key(company), 200).text();
  }

  private long uploaded(String company) {
    Reply reply = http.send(Call.get("/v1/uploads/broken").key(company));
    return reply.status() == 404 ? 0 : reply.expect(200).json().path("lines").asLong();
  }

  @Test
  void aKilledPostgresIsWaitedFor() throws IOException {
    List<Acknowledged> acknowledged = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      try (Ingest ingest = ingest("pia", "postgres" + round)) {
        ingest.awaitMore(BEFORE_THE_KILL / 2);

        killPostmaster();

        await().atMost(RECOVERY).until(() -> !ingest.refusals().isEmpty());
        await().atMost(RECOVERY).until(() -> http.send(Call.get("/health/ready")).status() == 200);
        ingest.awaitMore(BEFORE_THE_KILL / 2);
        acknowledged.addAll(ingest.stop());
        assertThat(ingest.refusals()).allSatisfy(CrashIT::assertUnavailable);
      }
    }
    assertKeptExactlyOnce("pia", acknowledged);
    assertFound("pia", acknowledged);
    assertAuditedExactlyOnce(acknowledged);
  }

  private void killPostmaster() throws IOException {
    Path file = platform.data().resolve("postgres/cluster/postmaster.pid");
    long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    assertThat(platform.children()).contains(postmaster);
    postmaster.destroyForcibly();
  }

  private static void assertUnavailable(Reply reply) {
    String type = reply.json().path("type").asText();
    if (reply.status() == 504) {
      assertThat(type).isEqualTo("urn:mnemon:error:deadline-exceeded");
      return;
    }
    assertThat(reply.status()).as(reply.text()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).matches("[1-9][0-9]*");
    assertThat(type).isEqualTo("urn:mnemon:error:unavailable");
  }

  @Test
  void withoutRedisEverythingStillWorks() {
    List<Acknowledged> acknowledged;
    try (Ingest ingest = ingest("rita", "redis")) {
      for (int round = 0; round < ROUNDS; round++) {
        ingest.awaitMore(BEFORE_THE_KILL / 4);
        ProcessHandle redis = redis();

        redis.destroyForcibly();

        await().until(() -> !redis.isAlive());
        assertThat(search("rita", "barrel", "hybrid").path("results")).isNotEmpty();
        ingest.awaitMore(BEFORE_THE_KILL / 4);
      }
      acknowledged = ingest.stop();
      assertThat(ingest.refusals()).extracting(Reply::text).isEmpty();
    }
    assertKeptExactlyOnce("rita", acknowledged);
    assertFound("rita", acknowledged);
    await().atMost(RECOVERY).until(() -> redis().isAlive());
  }

  private ProcessHandle redis() {
    return await()
        .atMost(RECOVERY)
        .until(
            () -> platform.children().stream().filter(CrashIT::isRedis).findFirst(),
            java.util.Optional::isPresent)
        .orElseThrow();
  }

  private static boolean isRedis(ProcessHandle process) {
    return process.info().command().filter(c -> c.contains("redis-server")).isPresent();
  }

  @Test
  void aDeletedIndexComesBackFromTheRecord() throws IOException {
    List<Acknowledged> acknowledged = someMemories("dora", "deleted");
    platform.stop();
    Platform.deleteTree(platform.data().resolve("index"));
    platform.start();

    assertTheIndexComesBack("dora", acknowledged);
  }

  @Test
  void aCorruptIndexComesBackFromTheRecord() throws IOException {
    List<Acknowledged> acknowledged = someMemories("cora", "corrupt");
    platform.kill();
    int damaged = 0;
    try (Stream<Path> files = Files.walk(platform.data().resolve("index"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.size(file) > 0) {
          Files.writeString(file, "This was an index once.");
          damaged++;
        }
      }
    }
    assertThat(damaged).isPositive();
    platform.start();

    assertTheIndexComesBack("cora", acknowledged);
  }

  private List<Acknowledged> someMemories(String user, String label) {
    try (Ingest ingest = ingest(user, label)) {
      ingest.awaitMore(BEFORE_THE_KILL);
      return ingest.stop();
    }
  }

  /** What is missing meanwhile is told; in the end words and meaning find everything again. */
  private void assertTheIndexComesBack(String user, List<Acknowledged> acknowledged) {
    for (Acknowledged one : acknowledged) {
      await()
          .atMost(RECOVERY)
          .until(
              () -> {
                JsonNode answer = search(user, one.word(), "lexical");
                boolean found = ids(answer).equals(List.of(one.id()));
                assertThat(found || answer.path("partial").asBoolean(false))
                    .as("an answer that misses %s says that it is partial: %s", one, answer)
                    .isTrue();
                return found;
              });
    }
    JsonNode byMeaning = search(user, "Where did the casks go?", "dense");
    assertThat(ids(byMeaning))
        .containsAll(acknowledged.stream().map(Acknowledged::id).limit(100).toList());
  }

  @Test
  void aSecondStartOnOneFolderIsRefused() {
    Shell.Ran second =
        Shell.run(Platform.command(platform.data(), Platform.freePort(), Platform.freePort()));

    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.err())
        .contains("in use by another Mnemon (process " + platform.pid() + ")")
        .contains("Stop that one first, or set MNEMON_DATA to another folder.");
    http.send(Call.get("/health/ready"), 200);
  }

  @Test
  void aTakenPortIsNamed() throws IOException {
    Path home = Platform.temporaryFolder();
    Shell.Ran second =
        Shell.run(Platform.command(home.resolve("data"), platform.httpPort(), Platform.freePort()));
    Platform.deleteTree(home);

    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.err())
        .contains("Port " + platform.httpPort() + " is taken by another program")
        .contains("set MNEMON_HTTP_PORT to a free port");
  }

  /** Every acknowledged memory is there as it was sent, and nothing is there twice. */
  private void assertKeptExactlyOnce(String user, List<Acknowledged> acknowledged) {
    Map<String, String> contents = new HashMap<>();
    List<String> twice = new ArrayList<>();
    Map<String, String> ids = new HashMap<>();
    String cursor = "";
    do {
      String page = "/v1/memories?limit=100&user=" + user;
      JsonNode answer =
          http.send(Call.get(cursor.isEmpty() ? page : page + "&cursor=" + cursor).key(key), 200)
              .json();
      for (JsonNode memory : answer.path("memories")) {
        String id = memory.path("id").asText();
        String content = memory.path("content").asText();
        if (contents.put(id, content) != null || ids.put(content, id) != null) {
          twice.add(id + " " + content);
        }
      }
      cursor = answer.path("next_cursor").asText("");
    } while (!cursor.isEmpty());

    assertThat(twice).isEmpty();
    Map<String, String> promised = new HashMap<>();
    acknowledged.forEach(one -> promised.put(one.id(), one.content()));
    assertThat(contents).containsAllEntriesOf(promised);
  }

  /** Whatever was killed on the way from the change to the chain: each is in it, and once. */
  private void assertAuditedExactlyOnce(List<Acknowledged> acknowledged) {
    List<String> promised = acknowledged.stream().map(Acknowledged::id).sorted().toList();
    await()
        .atMost(RECOVERY)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              Set<String> wanted = Set.copyOf(promised);
              assertThat(auditedAdds().stream().filter(wanted::contains).sorted().toList())
                  .isEqualTo(promised);
            });
  }

  /** The ids in the entries about added memories, each as often as it stands there. */
  private List<String> auditedAdds() {
    String log = http.send(Call.get("/v1/audit:export").key(platform.adminKey()), 200).text();
    List<String> ids = new ArrayList<>();
    for (String line : log.lines().filter(l -> l.contains("\"memory.add\"")).toList()) {
      Matcher id = MEMORY.matcher(line);
      while (id.find()) {
        ids.add(id.group(1));
      }
    }
    return ids;
  }

  /** A sample of them is found by the word that only each has, once the index has caught up. */
  private void assertFound(String user, List<Acknowledged> acknowledged) {
    List<Acknowledged> sample = new ArrayList<>(acknowledged);
    Collections.shuffle(sample, random);
    for (Acknowledged one : sample.subList(0, Math.min(SAMPLE, sample.size()))) {
      await()
          .atMost(RECOVERY)
          .untilAsserted(
              () -> {
                JsonNode answer = search(user, one.word(), "lexical");
                assertThat(ids(answer)).as("%s in %s", one, answer).containsExactly(one.id());
                assertThat(answer.path("partial").asBoolean(false)).isFalse();
              });
    }
  }

  private JsonNode search(String user, String query, String mode) {
    Map<String, Object> body =
        Map.of("query", query, "mode", mode, "scope", Map.of("user", user), "limit", 100);
    return http.send(Call.post("/v1/memories/search", body).key(key), 200).json();
  }

  private static List<String> ids(JsonNode answer) {
    List<String> ids = new ArrayList<>();
    answer.path("results").forEach(result -> ids.add(result.path("memory").path("id").asText()));
    return ids;
  }
}
