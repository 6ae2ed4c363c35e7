package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A model of one's own in place of the built-in one, by environment variables alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherModelIT {
  /** Each meaning has a dimension; a model for German, as far as this test goes. */
  private static final List<List<String>> MEANINGS =
      List.of(List.of("tee", "kanne"), List.of("fahrrad", "rad"), List.of("haus", "wohnung"));

  /** As many as widely used hosted models have. */
  private static final int DIMENSIONS = 1536;

  /** The model reads no more of a text. */
  private static final int MOST_CHARACTERS = 400;

  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private HttpServer model;
  private Platform platform;

  @BeforeAll
  void start() throws IOException {
    model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    model.createContext("/v1/embeddings", this::answer);
    model.start();
    platform =
        Platform.own(
            Map.of(
                "MNEMON_MEMORY_EMBEDDING_REMOTE_URL",
                "http://127.0.0.1:" + model.getAddress().getPort() + "/v1",
                "MNEMON_MEMORY_EMBEDDING_REMOTE_MODEL",
                "deutsch",
                "MNEMON_MEMORY_EMBEDDING_REMOTE_DIMENSIONS",
                Integer.toString(DIMENSIONS),
                "MNEMON_MEMORY_EMBEDDING_REMOTE_QUERY_PREFIX",
                "Frage: "));
  }

  @AfterAll
  void stop() {
    platform.stop();
    model.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode request =
        Json.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    List<Map<String, Object>> data = new ArrayList<>();
    for (JsonNode text : request.path("input")) {
      if (text.asText().length() > MOST_CHARACTERS) {
        send(exchange, 400, Map.of("error", "a text is too long"));
        return;
      }
      asked.add(request.path("model").asText() + " < " + text.asText());
      data.add(Map.of("index", data.size(), "embedding", vector(text.asText())));
    }
    send(exchange, 200, Map.of("data", data));
  }

  private static void send(HttpExchange exchange, int status, Map<String, Object> answer)
      throws IOException {
    byte[] body = Json.write(answer).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static List<Double> vector(String text) {
    String words = text.toLowerCase(Locale.ROOT);
    List<Double> vector = new ArrayList<>(List.of(0.1));
    MEANINGS.forEach(meaning -> vector.add(meaning.stream().anyMatch(words::contains) ? 1.0 : 0.0));
    vector.addAll(Collections.nCopies(DIMENSIONS - vector.size(), 0.0));
    return vector;
  }

  @Test
  void memoriesAreFoundByWhatTheOtherModelUnderstands() {
    Http http = platform.http();
    String key = platform.applicationKey();
    for (String content : List.of("Sie kochte eine Kanne Assam.", "Das Rad steht im Keller.")) {
      Map<String, Object> memory =
          Map.of("layer", "user", "scope", Map.of("user", "jana"), "content", content);
      http.send(Call.post("/v1/memories", memory).key(key), 201);
    }

    JsonNode found =
        http.send(
                Call.post(
                        "/v1/memories/search",
                        Map.of("query", "Wo ist mein Fahrrad?", "mode", "dense", "limit", 1))
                    .key(key),
                200)
            .json();

    assertThat(found.at("/results/0/memory/content").asText())
        .isEqualTo("Das Rad steht im Keller.");
    assertThat(found.path("partial").asBoolean()).isFalse();
    assertThat(asked)
        .contains("deutsch < Frage: Wo ist mein Fahrrad?", "deutsch < Das Rad steht im Keller.");
  }

  @Test
  void aTextThatIsTooLongForTheModelIsFoundByItsBeginningAndHoldsUpNobody() {
    Http http = platform.http();
    String key = platform.applicationKey();
    String tooLong = "Ein Haus am See." + " Und so weiter.".repeat(100);
    List<Map<String, Object>> memories = new ArrayList<>();
    for (String content : List.of("Der Assam zieht in der Kanne.", tooLong, "Das Rad ist blau.")) {
      memories.add(Map.of("layer", "user", "scope", Map.of("user", "lena"), "content", content));
    }
    http.send(Call.post("/v1/memories:batch", Map.of("memories", memories)).key(key), 200);

    for (String question : List.of("Wo ist die Wohnung?", "Wohin mit dem Fahrrad?")) {
      JsonNode found =
          http.send(
                  Call.post(
                          "/v1/memories/search",
                          Map.of(
                              "query",
                              question,
                              "mode",
                              "dense",
                              "limit",
                              1,
                              "scope",
                              Map.of("user", "lena")))
                      .key(key),
                  200)
              .json();
      assertThat(found.at("/results/0/memory/content").asText())
          .isEqualTo(question.contains("Wohnung") ? tooLong : "Das Rad ist blau.");
    }
    Reply refusal =
        http.send(
            Call.post(
                    "/v1/embeddings",
                    Map.of("model", "default", "input", List.of("Tee", tooLong + "!")))
                .key(key),
            400);
    assertThat(refusal.text()).contains("input[1]").contains("too long: shorten or split it");
  }
}
