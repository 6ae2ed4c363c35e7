package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One process is killed or stands still while requests come: each is answered, with what is true,
 * and when the process is back everything works again without a restart of the others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SplitFaultsIT {
  private static final int FEW = 4;

  /** More than a tenant has under way at once, reading as well as writing. */
  private static final int MANY = 160;

  /** Several calls to the service, each of {@link #IMPORTED_AT_ONCE}. */
  private static final int IMPORTED = 2500;

  private static final int IMPORTED_AT_ONCE = 1000;

  private static final Duration RECOVERY = Duration.ofMinutes(2);
  private static final List<String> SERVICES = List.of("gateway", "memory", "governance");

  private final Queue<Reply> failures = new ConcurrentLinkedQueue<>();
  private final Queue<UncheckedIOException> unanswered = new ConcurrentLinkedQueue<>();

  private Platform platform;
  private Http http;
  private String key;
  private List<ProcessHandle> paused = List.of();

  @BeforeAll
  void start() {
    assumeTrue(Shape.current() == Shape.SPLIT, "several processes are needed");
    platform = Platform.shared();
    http = platform.http();
    key = platform.applicationKey();
    http.send(add("Fay feeds the ferrets."), 201);
  }

  @BeforeEach
  void forget() {
    failures.clear();
    unanswered.clear();
  }

  @AfterEach
  void resume() {
    Signals.resume(paused);
    paused = List.of();
  }

  private Call add(String content) {
    return Call.post(
            "/v1/memories",
            Map.of("layer", "user", "scope", Map.of("user", "fay"), "content", content))
        .key(key);
  }

  private Call search() {
    return Call.post(
            "/v1/memories/search",
            Map.of("query", "Who feeds ferrets?", "scope", Map.of("user", "fay")))
        .key(key);
  }

  private List<ProcessHandle> processes(String name) {
    return SERVICES.contains(name)
        ? List.of(platform.service(name))
        : platform.children().stream()
            .filter(child -> child.info().command().filter(c -> c.endsWith("/" + name)).isPresent())
            .toList();
  }

  private Map<String, Long> othersThan(String name) {
    Map<String, Long> others = new LinkedHashMap<>();
    for (String service : SERVICES) {
      if (!service.equals(name)) {
        others.put(service, platform.service(service).pid());
      }
    }
    return others;
  }

  static Stream<String> paused() {
    return "full".equals(System.getProperty("mnemon.it"))
        ? Stream.of("memory", "governance", "postgres")
        : Stream.of("memory");
  }

  static Stream<String> killed() {
    return "full".equals(System.getProperty("mnemon.it"))
        ? Stream.of("memory", "governance", "postgres", "redis-server")
        : Stream.of("governance");
  }

  @ParameterizedTest
  @MethodSource("paused")
  void whatStandsStillIsTold(String name) {
    Map<String, Long> others = othersThan(name);
    try (Requests requests = new Requests(FEW)) {
      paused = processes(name);
      assertThat(paused).isNotEmpty();

      Signals.pause(paused);

      await().atMost(RECOVERY).until(() -> !failures.isEmpty());
      Signals.resume(paused);
      requests.awaitRecovery();
    }
    assertAnsweredTruly();
    assertThat(othersThan(name)).isEqualTo(others);
  }

  @Test
  void whoWaitsForATurnMeanwhileIsToldToo() {
    try (Requests requests = new Requests(MANY)) {
      paused = processes("memory");
      Signals.pause(paused);

      await().atMost(RECOVERY).until(() -> failures.size() >= MANY / 10);
      requests.stop();
      assertAnsweredTruly();
      assertThat(failures).anyMatch(reply -> reply.text().contains("did not answer"));
      Signals.resume(paused);
      requests.awaitRecovery();
    }
  }

  @ParameterizedTest
  @MethodSource("killed")
  void whatIsKilledComesBack(String name) {
    Map<String, Long> others = othersThan(name);
    try (Requests requests = new Requests(FEW)) {
      List<ProcessHandle> victims = processes(name);
      assertThat(victims).isNotEmpty();

      victims.forEach(ProcessHandle::destroyForcibly);

      await().until(() -> victims.stream().noneMatch(ProcessHandle::isAlive));
      requests.awaitRecovery();
    }
    assertAnsweredTruly();
    assertThat(othersThan(name)).isEqualTo(others);
  }

  /** Turns without ids: only the name of their upload tells lines that come twice. */
  @Test
  void anImportIsWholeThoughItsServiceIsKilled() {
    String company =
        new Control(http, platform.adminKey())
            .tenant("import " + UUID.randomUUID())
            .path("key")
            .asText();
    CompletableFuture<Reply> report =
        CompletableFuture.supplyAsync(() -> http.send(importTurns(company), 200));
    await().atMost(RECOVERY).until(() -> count(company) >= IMPORTED_AT_ONCE);

    platform.service("memory").destroyForcibly();

    assertThat(report)
        .succeedsWithin(RECOVERY)
        .satisfies(reply -> assertThat(reply.json().path("lines").asInt()).isEqualTo(IMPORTED));
    assertThat(count(company)).isEqualTo(IMPORTED);
  }

  private static Call importTurns(String company) {
    String lines =
        IntStream.range(0, IMPORTED)
            .mapToObj(
                i ->
                    "{\"memory\":{\"layer\":\"company\",\"kind\":\"episode\",\"content\":\"parcel%d\"}}\n"
                        .formatted(i))
            .collect(Collectors.joining());
    return Call.of("POST", "/v1/memories:import")
        .bytes(lines.getBytes(StandardCharsets.UTF_8))
        .header("Content-Type", "application/x-ndjson")
        .key(company);
  }

  private long count(String company) {
    return http.send(Call.get("/v1/memories:export").key(company), 200).text().lines().count();
  }

  private void assertAnsweredTruly() {
    assertThat(unanswered).isEmpty();
    assertThat(new ArrayList<>(failures))
        .allSatisfy(
            reply -> {
              String type =
                  switch (reply.status()) {
                    case 503 -> "unavailable";
                    case 504 -> "deadline-exceeded";
                    default -> "neither 503 nor 504";
                  };
              assertThat(reply.json().path("type").asText())
                  .as(reply.text())
                  .isEqualTo("urn:mnemon:error:" + type);
            });
  }

  /** Some clients that search and add all the time. */
  private final class Requests implements AutoCloseable {
    private final ExecutorService clients;
    private volatile boolean stopping;

    Requests(int count) {
      clients = Executors.newFixedThreadPool(count);
      for (int client = 0; client < count; client++) {
        Call call = client % 2 == 0 ? search() : add("Fay feeds the ferrets.");
        clients.execute(() -> repeat(call));
      }
    }

    private void repeat(Call call) {
      while (!stopping) {
        try {
          Reply reply = http.send(call);
          if (reply.status() >= 400) {
            failures.add(reply);
          }
        } catch (UncheckedIOException e) {
          unanswered.add(e);
        }
      }
    }

    /** Everything works again; what is added was added before. */
    void awaitRecovery() {
      await()
          .atMost(RECOVERY)
          .until(
              () ->
                  http.send(search()).status() == 200
                      && http.send(add("Fay feeds the ferrets.")).status() == 200
                      && http.send(Call.get("/health/ready")).status() == 200);
    }

    void stop() {
      stopping = true;
    }

    @Override
    public void close() {
      stop();
      clients.close();
    }
  }
}
