package io.mnemon.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mnemon.inference.ChatModel.Form;
import io.mnemon.inference.ChatModel.Message;
import io.mnemon.inference.ChatModel.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenAiChatTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Form FORM = new Form("facts", "{\"type\":\"object\"}");
  private static final List<Message> HELLO =
      List.of(new Message(Role.SYSTEM, "Be brief"), new Message(Role.USER, "Hello"));

  private final List<JsonNode> requests = new ArrayList<>();
  private final CountDownLatch isOver = new CountDownLatch(1);
  private HttpServer server;
  private Reply reply = request -> new Sent(200, said("{}"));

  private record Sent(int status, String body) {}

  private interface Reply {
    Sent to(JsonNode request);
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    isOver.countDown();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    Sent sent;
    synchronized (this) {
      requests.add(request);
      sent = reply.to(request);
    }
    byte[] bytes = sent.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(sent.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String said(String text) {
    return JSON.createObjectNode()
        .<ObjectNode>set(
            "choices",
            JSON.createArrayNode()
                .add(
                    JSON.createObjectNode()
                        .put("finish_reason", "stop")
                        .set("message", JSON.createObjectNode().put("content", text))))
        .set("usage", JSON.createObjectNode().put("prompt_tokens", 12).put("completion_tokens", 3))
        .toString();
  }

  @Test
  void theConversationIsSentAndTheAnswerReadWithItsCost() {
    reply = request -> new Sent(200, said("{\"facts\":[]}"));
    try (OpenAiChat chat = chat(Duration.ofSeconds(5), Optional.of("secret"))) {
      ChatModel.Answer answer = chat.answer(HELLO, FORM);

      assertThat(answer).isEqualTo(new ChatModel.Answer("{\"facts\":[]}", false, 12, 3));
      assertThat(requests.getFirst().path("model").asText()).isEqualTo("small");
      assertThat(requests.getFirst().path("messages").path(1).path("role").asText())
          .isEqualTo("user");
      assertThat(requests.getFirst().at("/response_format/json_schema/schema/type").asText())
          .isEqualTo("object");
    }
  }

  @Test
  void aServerThatKnowsNoSchemasIsAskedWithout() {
    reply =
        request ->
            request.has("response_format")
                ? new Sent(400, "unknown field response_format")
                : new Sent(200, said("[]"));
    try (OpenAiChat chat = chat(Duration.ofSeconds(5), Optional.empty())) {
      assertThat(chat.answer(HELLO, FORM).text()).isEqualTo("[]");
      assertThat(chat.answer(HELLO, FORM).text()).isEqualTo("[]");
      assertThat(requests).hasSize(3);
    }
  }

  @Test
  void whatIsRefusedForGoodIsToldFromWhatMayPass() {
    try (OpenAiChat chat = chat(Duration.ofSeconds(5), Optional.empty())) {
      reply = request -> new Sent(401, "wrong key");
      assertThatExceptionOfType(ChatUnavailableException.class)
          .isThrownBy(() -> chat.answer(HELLO, FORM))
          .withMessageContaining("401")
          .matches(e -> !e.mayPass());
      reply = request -> new Sent(503, "loading");
      assertThatExceptionOfType(ChatUnavailableException.class)
          .isThrownBy(() -> chat.answer(HELLO, FORM))
          .matches(ChatUnavailableException::mayPass);
    }
  }

  @Test
  void nonsenseIsNoAnswer() {
    try (OpenAiChat chat = chat(Duration.ofSeconds(5), Optional.empty())) {
      for (String body : List.of("<html>", "{\"choices\":[", "{}", "")) {
        reply = request -> new Sent(200, body);
        assertThatThrownBy(() -> chat.answer(HELLO, FORM))
            .isInstanceOf(ChatUnavailableException.class);
        reply = request -> new Sent(200, said("fine"));
        assertThat(chat.answer(HELLO, FORM).text()).isEqualTo("fine");
      }
    }
  }

  @Test
  void aModelThatDoesNotAnswerIsGivenUpAndThenLeftAlone() {
    reply =
        request -> {
          try {
            isOver.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return new Sent(200, said("late"));
        };
    try (OpenAiChat chat = chat(Duration.ofMillis(200), Optional.empty())) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> chat.answer(HELLO, FORM)).hasMessageContaining("200 ms");
      }
      assertThatThrownBy(() -> chat.answer(HELLO, FORM)).hasMessageContaining("left alone");
    }
  }

  @Test
  void wrongSettingsSayWhatWouldBeRight() {
    assertThatThrownBy(
            () ->
                new OpenAiChatSettings(
                    URI.create("ftp://x"),
                    "m",
                    Optional.empty(),
                    1,
                    Duration.ofSeconds(1),
                    1,
                    1,
                    Duration.ofSeconds(1)))
        .hasMessageContaining("http://");
  }

  private OpenAiChat chat(Duration timeout, Optional<String> key) {
    return new OpenAiChat(
        new OpenAiChatSettings(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1"),
            "small",
            key,
            2,
            timeout,
            500,
            3,
            Duration.ofMinutes(1)));
  }
}
