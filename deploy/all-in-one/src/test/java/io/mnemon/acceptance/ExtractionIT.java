package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Facts found by a language model of one's own, and operations that outlive the platform. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExtractionIT {
  private static final int MANY = 300;

  private final AtomicInteger asked = new AtomicInteger();
  private volatile CountDownLatch speaks = new CountDownLatch(0);
  private HttpServer model;
  private Platform platform;
  private String key = "";

  @BeforeAll
  void start() throws IOException {
    model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    model.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    model.createContext("/v1/chat/completions", this::answer);
    model.start();
    platform =
        Platform.own(
            Map.of(
                "MNEMON_CHAT_URL",
                "http://127.0.0.1:" + model.getAddress().getPort() + "/v1",
                "MNEMON_CHAT_MODEL",
                "small"));
    key = platform.applicationKey();
  }

  @AfterAll
  void stop() {
    speaks.countDown();
    platform.stop();
    model.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    try {
      speaks.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String facts =
        Json.write(
            Map.of("facts", List.of(Map.of("content", "The user lives in Braga", "kind", "fact"))));
    byte[] body =
        Json.write(
                Map.of(
                    "choices",
                    List.of(Map.of("message", Map.of("content", facts))),
                    "usage",
                    Map.of("prompt_tokens", 90, "completion_tokens", 9)))
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void theFactsOfAMessageAreKeptBesideIt() {
    JsonNode porto = add("", "eve", "The user lives in Porto");
    JsonNode message = add("?infer=extract", "eve", "Moved to Braga last week, what a hassle!");

    JsonNode operation = ended(message.path("operation").asText());

    assertThat(operation.path("state").asText()).as("%s", operation).isEqualTo("done");
    assertThat(operation.path("usage").path("input_tokens").asInt()).isEqualTo(90);
    JsonNode item = operation.path("items").path(0);
    JsonNode fact = get("/v1/memories/" + item.path("extracted").path(0).asText());
    assertThat(fact.path("provenance").path("derived_from").asText())
        .isEqualTo(message.path("id").asText());
    assertThat(item.path("superseded").path(0).path("older").asText())
        .isEqualTo(porto.path("id").asText());
  }

  @Test
  void operationsGoOnWhereAKilledPlatformLeftThem() {
    speaks = new CountDownLatch(1);
    int before = asked.get();
    JsonNode message = add("?infer=extract", "kim", "We live in Braga now.");
    await().atMost(Duration.ofSeconds(30)).until(() -> asked.get() > before);
    List<Map<String, Object>> many = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      many.add(memory("kim", "The price of item " + i % 100 + " is " + i));
    }
    JsonNode batch =
        platform
            .http()
            .send(
                Call.post("/v1/memories:batch", Map.of("memories", many, "infer", "consolidate"))
                    .key(key),
                200)
            .json();

    List<ProcessHandle> children = platform.kill();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    speaks.countDown();
    platform.start();

    JsonNode extracted = ended(message.path("operation").asText());
    assertThat(extracted.path("items").path(0).path("extracted")).hasSize(1);
    JsonNode consolidated = ended(batch.path("operation").asText());
    assertThat(consolidated.path("state").asText()).isEqualTo("done");
    assertThat(consolidated.path("done").asInt()).isEqualTo(MANY);
    long closed =
        consolidated.path("items").findValues("superseded").stream()
            .flatMap(pairs -> pairs.findValuesAsText("older").stream())
            .distinct()
            .count();
    assertThat(closed).isEqualTo(MANY - 100);
  }

  private JsonNode add(String query, String user, String content) {
    return platform
        .http()
        .send(Call.post("/v1/memories" + query, memory(user, content)).key(key), 201)
        .json();
  }

  private static Map<String, Object> memory(String user, String content) {
    return Map.of("layer", "user", "scope", Map.of("user", user), "content", content);
  }

  private JsonNode get(String path) {
    return platform.http().send(Call.get(path).key(key), 200).json();
  }

  private JsonNode ended(String operation) {
    return await()
        .atMost(Duration.ofSeconds(120))
        .until(() -> get("/v1/operations/" + operation), answer -> answer.has("finished_at"));
  }
}
