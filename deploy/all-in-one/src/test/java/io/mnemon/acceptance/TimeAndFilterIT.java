package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What was true and known at another time, and filters, over HTTP and MCP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeAndFilterIT {
  private final String user = "traveller-" + UUID.randomUUID();
  private Http http;
  private String key;

  @BeforeAll
  void start() {
    Platform platform = Platform.shared();
    http = platform.http();
    key = platform.applicationKey();
  }

  private JsonNode send(Call call, int status) {
    return http.send(call.key(key), status).json();
  }

  private JsonNode add(String content, Map<String, Object> metadata) {
    return send(
        Call.post(
            "/v1/memories",
            Map.of(
                "layer",
                "user",
                "scope",
                Map.of("user", user),
                "content",
                content,
                "metadata",
                metadata)),
        201);
  }

  @Test
  void anEarlierStateIsReadListedAndFoundAgain() {
    JsonNode first = add("The office is in Bonn", Map.of());
    String path = "/v1/memories/" + first.path("id").asText();
    String then = first.path("updated_at").asText();
    send(Call.patch(path, Map.of("content", "The office is in Ulm")), 200);

    assertThat(send(Call.get(path + "?known_at=" + then), 200).path("content").asText())
        .isEqualTo("The office is in Bonn");
    assertThat(send(Call.get(path), 200).path("content").asText())
        .isEqualTo("The office is in Ulm");
    assertThat(contents(send(Call.get("/v1/memories?user=" + user + "&known_at=" + then), 200)))
        .contains("The office is in Bonn")
        .doesNotContain("The office is in Ulm");
    JsonNode found =
        send(
            Call.post(
                "/v1/memories/search",
                Map.of(
                    "query",
                    "where is the office?",
                    "scope",
                    Map.of("user", user),
                    "known_at",
                    then)),
            200);
    assertThat(found.path("results").path(0).path("memory").path("content").asText())
        .isEqualTo("The office is in Bonn");
  }

  private static List<String> contents(JsonNode list) {
    return list.path("memories").findValuesAsText("content");
  }

  @Test
  void aFilterMeansTheSameInASearchInAListAndInATool() {
    add("The small order", Map.of("order", Map.of("size", 1)));
    add("The large order", Map.of("order", Map.of("size", 5)));
    Map<String, Object> filter = Map.of("metadata.order.size", Map.of("gte", 3));
    Map<String, Object> search =
        Map.of("query", "order", "scope", Map.of("user", user), "filter", filter);

    assertThat(
            send(Call.post("/v1/memories/search", search), 200)
                .path("results")
                .findValuesAsText("content"))
        .containsExactly("The large order");
    String encoded = URLEncoder.encode(Json.write(filter), StandardCharsets.UTF_8);
    assertThat(contents(send(Call.get("/v1/memories?user=" + user + "&filter=" + encoded), 200)))
        .containsExactly("The large order");
    assertThat(
            new Mcp(http)
                .done(
                    key, "memory_search", Map.of("query", "order", "user", user, "filter", filter))
                .toString())
        .contains("The large order")
        .doesNotContain("The small order");
  }

  @Test
  void theWrongPartOfAFilterIsNamed() {
    Map<String, Object> wrong =
        Map.of("AND", List.of(Map.of("kind", "fact"), Map.of("metadata.n", Map.of("gtt", 3))));

    JsonNode problem =
        send(Call.post("/v1/memories/search", Map.of("query", "order", "filter", wrong)), 400);

    JsonNode violation = problem.path("violations").path(0);
    assertThat(violation.path("field").asText()).isEqualTo("filter.AND[1].metadata.n.gtt");
    assertThat(violation.path("message").asText()).contains("did you mean \"gt\"?");
  }
}
