package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Memory that stays true, as an agent meets it at the gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TruthIT {
  private Http http;
  private String key = "";

  @BeforeAll
  void start() {
    Platform platform = Platform.shared();
    http = platform.http();
    key = platform.applicationKey();
  }

  @Test
  void aNewerFactEndsAnOlderOneAndCanBeUndone() {
    JsonNode porto =
        add("?infer=consolidate", "truth-tess", "Tess lives in Porto", "2026-01-10T00:00:00Z");
    JsonNode braga =
        add("?infer=consolidate", "truth-tess", "Tess lives in Braga", "2026-03-01T00:00:00Z");

    JsonNode operation = ended(braga.path("operation").asText());

    assertThat(operation.path("state").asText()).isEqualTo("done");
    JsonNode pair = operation.path("items").path(0).path("superseded").path(0);
    assertThat(pair.path("older").asText()).isEqualTo(porto.path("id").asText());
    assertThat(pair.path("reason").asText()).isEqualTo("changed_value");
    assertThat(search(Map.of())).containsExactly("Tess lives in Braga");
    assertThat(search(Map.of("as_of", "2026-02-01T00:00:00Z"))).contains("Tess lives in Porto");
    String path = "/v1/memories/" + porto.path("id").asText();
    JsonNode closed = http.send(Call.get(path).key(key), 200).json();
    assertThat(closed.path("valid_to").asText()).isEqualTo("2026-03-01T00:00:00Z");
    assertThat(closed.path("superseded_by").asText()).isEqualTo(braga.path("id").asText());

    http.send(Call.post(path + ":restore", Map.of()).key(key).header("If-Match", "\"1\""), 409);
    Reply restored =
        http.send(Call.post(path + ":restore", Map.of()).key(key).header("If-Match", "\"2\""), 200);

    assertThat(restored.header("ETag")).isEqualTo("\"3\"");
    assertThat(restored.json().has("valid_to")).isFalse();
    assertThat(search(Map.of()))
        .containsExactlyInAnyOrder("Tess lives in Braga", "Tess lives in Porto");
  }

  @Test
  void agentsConsolidateOverMcpAndAreNotTaughtWhatTheyWereTold() {
    Mcp mcp = new Mcp(http);
    JsonNode first =
        mcp.done(
            key,
            "memory_add",
            Map.of(
                "content", "Theo takes the train", "user", "truth-theo", "infer", "consolidate"));
    mcp.done(key, "memory_search", Map.of("query", "how does Theo travel?", "user", "truth-theo"));

    JsonNode again =
        mcp.done(
            key,
            "memory_add",
            Map.of(
                "content", "theo takes the train.", "user", "truth-theo", "infer", "consolidate"));

    assertThat(first.path("operation").asText()).isNotEmpty();
    assertThat(again.path("duplicate_of").asText()).isEqualTo(first.path("id").asText());
  }

  @Test
  void aBatchIsOneOperation() {
    Map<String, Object> batch =
        Map.of(
            "memories",
            List.of(
                memory("truth-tom", "The rate limit is 200 per minute", "2026-02-01T00:00:00Z"),
                memory("truth-tom", "The rate limit is 100 per minute", "2026-01-01T00:00:00Z")),
            "infer",
            "consolidate");

    JsonNode answer = http.send(Call.post("/v1/memories:batch", batch).key(key), 200).json();
    JsonNode operation = ended(answer.path("operation").asText());

    assertThat(operation.path("total").asInt()).isEqualTo(2);
    assertThat(operation.path("items").path(1).path("superseded").path(0).path("older").asText())
        .isEqualTo(answer.path("results").path(1).path("memory").path("id").asText());
  }

  @Test
  void whatCannotBeDoneSaysWhatWouldHelp() {
    JsonNode unset =
        http.send(
                Call.post(
                        "/v1/memories?infer=extract",
                        memory("truth-tim", "Hello", "2026-01-01T00:00:00Z"))
                    .key(key),
                400)
            .json();
    JsonNode unknown =
        http.send(
                Call.post(
                        "/v1/memories?infer=magic",
                        memory("truth-tim", "Hello", "2026-01-01T00:00:00Z"))
                    .key(key),
                400)
            .json();

    assertThat(unset.toString()).contains("MNEMON_CHAT_URL");
    assertThat(unknown.path("violations").path(0).path("field").asText()).isEqualTo("infer");
    http.send(Call.get("/v1/operations/0196f0d0-0000-7000-8000-000000000000").key(key), 404);
    http.send(Call.get("/v1/operations/x").key(key), 404);
  }

  private JsonNode add(String query, String user, String content, String time) {
    return http.send(Call.post("/v1/memories" + query, memory(user, content, time)).key(key), 201)
        .json();
  }

  private static Map<String, Object> memory(String user, String content, String time) {
    return Map.of(
        "layer", "user", "scope", Map.of("user", user), "content", content, "event_time", time);
  }

  private JsonNode ended(String operation) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> http.send(Call.get("/v1/operations/" + operation).key(key), 200).json(),
            answer -> answer.has("finished_at"));
  }

  private List<String> search(Map<String, Object> more) {
    Map<String, Object> search = new HashMap<>(more);
    search.put("query", "Where does Tess live?");
    search.put("scope", Map.of("user", "truth-tess"));
    return http
        .send(Call.post("/v1/memories/search", search).key(key), 200)
        .json()
        .path("results")
        .findValues("memory")
        .stream()
        .map(memory -> memory.path("content").asText())
        .toList();
  }
}
