package io.mnemon.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenAiEmbedderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> requests = new ArrayList<>();
  private final Queue<String> keys = new ConcurrentLinkedQueue<>();
  private final Queue<Refusal> refusals = new ArrayDeque<>();
  private HttpServer server;
  private int dimensions = 3;
  private int mostCharacters = Integer.MAX_VALUE;
  private Duration slowness = Duration.ZERO;

  private record Refusal(int status, Optional<String> retryAfter) {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/embeddings", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Answers in reverse order; a text's vector points where its length says. */
  private synchronized void answer(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    requests.add(request);
    keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    Refusal refusal = refusals.poll();
    if (refusal != null) {
      refusal
          .retryAfter()
          .ifPresent(seconds -> exchange.getResponseHeaders().add("Retry-After", seconds));
      send(exchange, refusal.status(), "{\"error\":\"not now\"}");
      return;
    }
    LockSupport.parkNanos(slowness.toNanos());
    for (JsonNode text : request.path("input")) {
      if (text.asText().length() > mostCharacters) {
        send(exchange, 400, "{\"error\":\"too long\"}");
        return;
      }
    }
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode data = answer.putArray("data");
    for (int i = request.path("input").size() - 1; i >= 0; i--) {
      ArrayNode vector = data.addObject().put("index", i).putArray("embedding");
      vector.add(request.path("input").path(i).asText().length());
      for (int component = 1; component < dimensions; component++) {
        vector.add(1);
      }
    }
    send(exchange, 200, answer.toString());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private OpenAiSettings settings(Duration timeout) {
    return new OpenAiSettings(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1"),
        "a-model",
        3,
        false,
        Optional.of("a key"),
        "query: ",
        "",
        2,
        2,
        timeout);
  }

  private OpenAiEmbedder embedder() {
    return new OpenAiEmbedder(settings(Duration.ofMinutes(1)));
  }

  private static Optional<Embedding> pointing(int length) {
    return Optional.of(Embedding.of(new float[] {length, 1, 1}));
  }

  @Test
  void textsAreAskedForInBatchesAndComeBackInTheirOrder() {
    try (OpenAiEmbedder embedder = embedder()) {
      List<Embedding> vectors = embedder.embedDocuments(List.of("a", "bbbb", "cc"));

      assertThat(vectors)
          .containsExactly(
              Embedding.of(new float[] {1, 1, 1}),
              Embedding.of(new float[] {4, 1, 1}),
              Embedding.of(new float[] {2, 1, 1}));
      assertThat(requests)
          .extracting(request -> request.path("input").size())
          .containsExactly(2, 1);
      assertThat(requests)
          .allSatisfy(
              request -> {
                assertThat(request.path("model").asText()).isEqualTo("a-model");
                assertThat(request.has("dimensions")).isFalse();
              });
      assertThat(keys).containsOnly("Bearer a key");
      assertThat(embedder.space()).isEqualTo(new VectorSpace("a-model", 3, "f32"));
    }
  }

  @Test
  void aQueryHasWhatTheModelWantsInFront() {
    try (OpenAiEmbedder embedder = embedder()) {
      assertThat(embedder.embedQuery("who?")).isEqualTo(Embedding.of(new float[] {11, 1, 1}));
    }
  }

  @Test
  void whatMayPassIsTriedAgain() {
    refusals.add(new Refusal(429, Optional.of("0")));
    refusals.add(new Refusal(503, Optional.empty()));

    try (OpenAiEmbedder embedder = embedder()) {
      assertThat(embedder.embedQuery("who?").dimensions()).isEqualTo(3);

      assertThat(requests).hasSize(3);
      assertThat(embedder.isReady()).isTrue();
    }
  }

  @Test
  void aWrongKeyIsToldAtOnce() {
    refusals.add(new Refusal(401, Optional.empty()));

    try (OpenAiEmbedder embedder = embedder()) {
      assertThatExceptionOfType(EmbedderUnavailableException.class)
          .isThrownBy(() -> embedder.embedQuery("who?"))
          .withMessageContaining("a-model at http://127.0.0.1")
          .withMessageContaining("answers 401")
          .withMessageContaining("not now");

      assertThat(requests).hasSize(1);
      assertThat(embedder.isReady()).isFalse();
    }
  }

  @Test
  void afterAFailureTheModelIsLeftAloneForAWhile() {
    refusals.add(new Refusal(401, Optional.empty()));

    try (OpenAiEmbedder embedder = embedder()) {
      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(EmbedderUnavailableException.class)
            .isThrownBy(() -> embedder.embedQuery("who?"))
            .withMessageContaining("answers 401");
      }
      assertThat(requests).hasSize(1);

      await()
          .ignoreExceptionsInstanceOf(EmbedderUnavailableException.class)
          .until(() -> embedder.embedQuery("who?").dimensions() == 3);
      assertThat(embedder.isReady()).isTrue();
    }
  }

  @Test
  void aTextThatIsTooLongHasTheVectorOfItsBeginningAndTakesNoOthersVector() {
    mostCharacters = 5;

    try (OpenAiEmbedder embedder = embedder()) {
      assertThat(embedder.embedBeginnings(List.of("a", "0123456789ab", "cc", "0123456789abcdef")))
          .containsExactly(pointing(1), pointing(3), pointing(2), pointing(4));
      assertThat(embedder.isReady()).isTrue();
    }
  }

  @Test
  void aTextIsNotCutInTheMiddleOfACharacter() {
    mostCharacters = 5;

    try (OpenAiEmbedder embedder = embedder()) {
      assertThat(embedder.embedBeginnings(List.of("😀😀😀😀😀"))).containsExactly(pointing(4));
      assertThat(requests.getLast().path("input").path(0).asText()).isEqualTo("😀😀");
    }
  }

  @Test
  void aTextOfWhichNothingIsTakenHasNoVector() {
    mostCharacters = 5;

    try (OpenAiEmbedder embedder = embedder()) {
      assertThat(embedder.embedBeginnings(List.of("a", "0".repeat(5 << 9))))
          .containsExactly(pointing(1), Optional.empty());
      assertThat(embedder.embedBeginnings(List.of("cc"))).containsExactly(pointing(2));
    }
  }

  @Test
  void whoWantsAllOfATextIsToldWhichIsRefused() {
    mostCharacters = 5;

    try (OpenAiEmbedder embedder = embedder()) {
      assertThatExceptionOfType(TextRefusedException.class)
          .isThrownBy(() -> embedder.embedDocuments(List.of("a", "bb", "cc", "0123456789ab")))
          .withMessageContaining("answers 400")
          .extracting(TextRefusedException::place)
          .isEqualTo(3);
      assertThat(embedder.embedQuery("0123456789ab")).isEqualTo(pointing(4).orElseThrow());
    }
  }

  @Test
  void aModelThatRefusesWhateverItIsSentIsUnavailable() {
    mostCharacters = 0;

    try (OpenAiEmbedder embedder = embedder()) {
      assertThatExceptionOfType(EmbedderUnavailableException.class)
          .isThrownBy(() -> embedder.embedBeginnings(List.of("a")))
          .withMessageContaining("answers 400");
      assertThat(requests).hasSize(2);
      assertThat(embedder.isReady()).isFalse();
    }
  }

  @Test
  void theModelIsNotBlamedForTheTimeThatLookingTakes() {
    mostCharacters = 5;
    slowness = Duration.ofMillis(60);

    try (OpenAiEmbedder embedder = new OpenAiEmbedder(settings(Duration.ofMillis(300)))) {
      assertThatExceptionOfType(EmbedderUnavailableException.class)
          .isThrownBy(() -> embedder.embedBeginnings(List.of("0".repeat(5 << 9), "1".repeat(99))))
          .withMessageContaining("no time is left");
      assertThat(embedder.isReady()).isTrue();
    }
  }

  @Test
  void vectorsOfOtherDimensionsAreRefusedWithWhatToDo() {
    dimensions = 4;

    try (OpenAiEmbedder embedder = embedder()) {
      assertThatExceptionOfType(EmbedderUnavailableException.class)
          .isThrownBy(() -> embedder.embedDocuments(List.of("a")))
          .withMessageContaining("gives vectors of 4 components, but 3 are set");
    }
  }

  @Test
  void whoseTimeIsUpWaitsNoLonger() {
    for (int i = 0; i < 100; i++) {
      refusals.add(new Refusal(503, Optional.empty()));
    }

    try (OpenAiEmbedder embedder = new OpenAiEmbedder(settings(Duration.ofMillis(500)))) {
      assertThatExceptionOfType(EmbedderUnavailableException.class)
          .isThrownBy(() -> embedder.embedQuery("who?"))
          .withMessageContaining("503");
    }
    assertThat(requests).hasSizeLessThan(20);
  }

  @Test
  void aServerThatIsAwayIsUnavailable() {
    server.stop(0);

    try (OpenAiEmbedder embedder = new OpenAiEmbedder(settings(Duration.ofMillis(300)))) {
      assertThatExceptionOfType(EmbedderUnavailableException.class)
          .isThrownBy(() -> embedder.embedQuery("who?"))
          .withMessageContaining("cannot be reached");
    }
  }

  @Test
  void anAddressThatIsNoneStopsTheStart() {
    assertThatThrownBy(
            () ->
                new OpenAiSettings(
                    URI.create("localhost:11434"),
                    "a-model",
                    3,
                    false,
                    Optional.empty(),
                    "",
                    "",
                    1,
                    1,
                    Duration.ofSeconds(1)))
        .hasMessageContaining("must begin with http:// or https://");
  }
}
