package io.mnemon.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mnemon.gateway.fixture.HttpGateway;
import io.mnemon.gateway.fixture.Reply;
import io.mnemon.gateway.fixture.ServicesResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(ServicesResource.class)
class McpTest {
  private static final String ADD =
      call("memory_add", "{\"content\": \"likes tea\", \"user\": \"u\"}");

  private static final String VERSION = "MCP-Protocol-Version";

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init")
  URI base;

  @SuppressWarnings("NullAway.Init")
  private HttpGateway gateway;

  @BeforeEach
  void connect() {
    gateway = new HttpGateway(base);
  }

  @Test
  void aClientGreetsListsAndCalls() {
    Reply greeting =
        gateway.post("/mcp", message(1, "initialize", "{\"protocolVersion\": \"2025-11-25\"}"));
    Reply ready =
        gateway.post("/mcp", "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}");
    Reply tools = gateway.post("/mcp", message(2, "tools/list", "{}"));
    Reply added = gateway.post("/mcp", ADD);

    assertThat(greeting.status()).isEqualTo(200);
    assertThat(greeting.header("Content-Type")).isEqualTo("application/json");
    assertThat(greeting.header("Mcp-Session-Id")).isEmpty();
    assertThat(greeting.json().path("result").path("protocolVersion").asText())
        .isEqualTo("2025-11-25");
    assertThat(ready.status()).isEqualTo(202);
    assertThat(ready.body()).isEmpty();
    assertThat(tools.json().path("result").path("tools")).hasSize(10);
    JsonNode memory = added.json().path("result").path("structuredContent");
    assertThat(memory.path("content").asText()).isEqualTo("likes tea");
    assertThat(memory.path("scope").path("user").asText()).isEqualTo("u");
    assertThat(memory.path("near_duplicates").toString()).contains("caller=alice");
  }

  @Test
  void theRequestIdAndTheTraceReachTheService() {
    Reply reply =
        gateway.sendJson(
            "POST",
            "/mcp",
            ADD,
            Map.of(
                "X-Request-Id", "r-9",
                "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

    assertThat(reply.body()).contains("request=r-9", "00-0af7651916cd43dd8448eb211c80319c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "DELETE", "PUT"})
  void nothingIsSaidToWhoShowsNoKey(String verb) {
    Reply reply =
        gateway.send(
            verb,
            "/mcp",
            Map.of("Content-Type", "application/json"),
            verb.equals("POST") ? ADD.getBytes(StandardCharsets.UTF_8) : new byte[0]);

    reply.isProblem(401, "unauthenticated");
    assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @Test
  void aKeyThatIsNotKnownIsRefused() {
    gateway
        .sendJson("POST", "/mcp", ADD, Map.of("Authorization", "Bearer mallory"))
        .isProblem(401, "unauthenticated");
  }

  @Test
  void aSessionIdIsNoCredential() {
    Map<String, String> withSession =
        Map.of("Authorization", "Bearer reader", "Mcp-Session-Id", "session-of-alice");

    Reply adding = gateway.sendJson("POST", "/mcp", ADD, withSession);
    Reply alone =
        gateway.sendJson(
            "POST", "/mcp", ADD, Map.of("Authorization", "", "Mcp-Session-Id", "of-alice"));

    JsonNode result = adding.json().path("result");
    assertThat(result.path("isError").asBoolean()).isTrue();
    assertThat(result.path("structuredContent").path("code").asText())
        .isEqualTo("PERMISSION_DENIED");
    alone.isProblem(401, "unauthenticated");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "PUT"})
  void thereAreNoStreamsAndNoSessions(String verb) {
    Reply reply = gateway.send(verb, "/mcp", Map.of("Authorization", "Bearer alice"), new byte[0]);

    reply.isProblem(405, "method-not-allowed");
    assertThat(reply.header("Allow")).isEqualTo("POST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{} {}", "{\"a\": 1, \"a\": 2}", "\"\\", "nul"})
  void whatIsNotJsonIsRefused(String body) {
    Reply reply = gateway.post("/mcp", body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").path("code").asInt()).isEqualTo(-32700);
    assertThat(reply.json().path("id").isNull()).isTrue();
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    byte[] body = ADD.replace("likes", "li\u00fces").getBytes(StandardCharsets.ISO_8859_1);

    Reply reply =
        gateway.send(
            "POST",
            "/mcp",
            Map.of("Authorization", "Bearer alice", "Content-Type", "application/json"),
            body);

    assertThat(reply.json().path("error").path("code").asInt()).isEqualTo(-32700);
  }

  @Test
  void whatIsNestedTooDeepIsRefused() {
    Reply reply = gateway.post("/mcp", "[".repeat(100_000));
    Reply deep =
        gateway.post(
            "/mcp",
            call(
                "memory_add",
                "{\"content\": \"a\", \"metadata\": %s1%s}"
                    .formatted("{\"a\":".repeat(26), "}".repeat(26))));

    assertThat(reply.json().path("error").path("code").asInt()).isEqualTo(-32700);
    assertThat(deep.json().path("result").path("isError").asBoolean()).isTrue();
    assertThat(deep.body()).contains("nested deeper");
  }

  @Test
  void aBatchIsAnsweredInOrderWithoutTheNotifications() {
    Reply reply =
        gateway.post(
            "/mcp",
            "[%s, {\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}, %s]"
                .formatted(message(1, "ping", "{}"), ADD));

    assertThat(reply.json()).hasSize(2);
    assertThat(reply.json().path(0).path("id").asInt()).isOne();
    assertThat(reply.json().path(1).path("result").has("structuredContent")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-06-18", "2025-11-25"})
  void aBatchIsRefusedWhereTheVersionHasNone(String version) {
    String batch = "[" + message(1, "ping", "{}") + "]";

    Reply reply = gateway.sendJson("POST", "/mcp", batch, Map.of(VERSION, version));
    Reply early = gateway.sendJson("POST", "/mcp", batch, Map.of(VERSION, "2025-03-26"));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").path("code").asInt()).isEqualTo(-32600);
    assertThat(reply.json().path("error").path("message").asText()).contains("no batches");
    assertThat(early.json()).hasSize(1);
  }

  @Test
  void aBatchHasALimit() {
    String pings = message(1, "ping", "{}") + (", " + message(1, "ping", "{}")).repeat(20);

    Reply reply = gateway.post("/mcp", "[" + pings + "]");
    Reply empty = gateway.post("/mcp", "[]");

    assertThat(reply.json().path("error").path("code").asInt()).isEqualTo(-32600);
    assertThat(reply.json().path("error").path("message").asText()).contains("20");
    assertThat(empty.json().path("error").path("code").asInt()).isEqualTo(-32600);
  }

  @Test
  void theDoorOfTheReferenceMemoryHasTheSameRules() {
    String path = "/compat/mcp-memory?user=u";
    String ping = message(1, "ping", "{}");

    Reply stranger = gateway.sendJson("POST", path, ping, Map.of("Origin", "http://evil.example"));
    Reply old = gateway.sendJson("POST", path, ping, Map.of(VERSION, "1999-01-01"));
    Reply batch = gateway.sendJson("POST", path, "[" + ping + "]", Map.of(VERSION, "2025-03-26"));

    assertThat(stranger.status()).isEqualTo(403);
    assertThat(stranger.json().path("error").path("message").asText()).contains("allowed-origins");
    assertThat(old.status()).isEqualTo(400);
    assertThat(old.json().path("error").path("message").asText()).contains("2025-11-25");
    assertThat(batch.json()).hasSize(1);
  }

  @Test
  void aWebPageFromElsewhereMayNotCall() {
    gateway
        .sendJson("POST", "/mcp", ADD, Map.of("Origin", "http://evil.example"))
        .isProblem(403, "permission-denied");
    gateway
        .send("GET", "/mcp", Map.of("Origin", "http://evil.example"), new byte[0])
        .isProblem(403, "permission-denied");
  }

  @Test
  void resourcesAndPromptsAreServed() {
    Reply listed = gateway.post("/mcp", message(1, "resources/list", "{\"cursor\": \"c7\"}"));
    Reply read =
        gateway.post("/mcp", message(2, "resources/read", "{\"uri\": \"mnemon://memories/m1\"}"));
    Reply broken =
        gateway.post(
            "/mcp",
            message(3, "resources/read", "{\"uri\": \"mnemon://memories/fail-unexpected\"}"));
    Reply prompt =
        gateway.post(
            "/mcp",
            message(
                4, "prompts/get", "{\"name\": \"recall\", \"arguments\": {\"topic\": \"tea\"}}"));

    assertThat(listed.json().at("/result/nextCursor").asText()).isEqualTo("cursor: \"c7\"");
    assertThat(read.json().at("/result/contents/0/uri").asText()).isEqualTo("mnemon://memories/m1");
    assertThat(broken.status()).isEqualTo(200);
    assertThat(broken.json().at("/error/code").asInt()).isEqualTo(-32603);
    assertThat(prompt.json().at("/result/messages/1/content/text").asText())
        .contains("recall_id: query: \"tea\"");
  }

  @Test
  void whereNobodyGivesTokensNothingIsToldOfThem() {
    gateway.get("/.well-known/oauth-protected-resource/mcp").isProblem(404, "not-found");
  }

  @Test
  void oneClientWaitsForNoOtherAndTheCallsOfOneThatGoesEnd() {
    int abandoned = countOf("abandoned");

    // Again, should this machine be so slow that the deadline came first.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              goInMidCall();
              return countOf("abandoned") > abandoned;
            });
  }

  /** While its call hangs, others are served. */
  private void goInMidCall() throws IOException {
    int hanging = countOf("hanging");
    String body = call("memory_search", "{\"query\": \"hang\"}");
    String request =
        "POST /mcp HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer alice\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket client = new Socket(base.getHost(), base.getPort())) {
      client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      await().until(() -> countOf("hanging") > hanging);
    }
  }

  private int countOf(String id) {
    return gateway
        .post("/mcp", call("memory_get", "{\"id\": \"%s\"}".formatted(id)))
        .json()
        .at("/result/structuredContent/version")
        .asInt();
  }

  @Test
  void aVersionThatIsNotSpokenIsRefused() {
    gateway
        .sendJson("POST", "/mcp", ADD, Map.of("MCP-Protocol-Version", "1999-01-01"))
        .isProblem(400, "invalid-argument")
        .names("MCP-Protocol-Version", "2025-11-25");
  }

  @Test
  void anotherContentTypeIsRefused() {
    gateway
        .sendJson("POST", "/mcp", ADD, Map.of("Content-Type", "text/plain"))
        .isProblem(400, "invalid-argument")
        .names("Content-Type", "application/json");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    gateway
        .post("/mcp", call("memory_add", "{\"content\": \"%s\"}".formatted("x".repeat(9 << 20))))
        .isProblem(413, "payload-too-large");
  }

  @Test
  void anErrorOfTheServiceIsAResultWithItsCode() {
    JsonNode refused =
        gateway
            .post("/mcp", call("memory_add", "{\"content\": \"fail-field\"}"))
            .json()
            .path("result");
    Reply broken = gateway.post("/mcp", call("memory_get", "{\"id\": \"fail-unexpected\"}"));

    assertThat(refused.path("isError").asBoolean()).isTrue();
    assertThat(refused.path("content").path(0).path("text").asText())
        .isEqualTo("INVALID_ARGUMENT: content: must not be so: write something else");
    assertThat(broken.json().path("result").path("structuredContent").path("code").asText())
        .isEqualTo("INTERNAL");
    assertThat(broken.body()).doesNotContain("secret of", "Exception");
  }

  @Test
  void thereIsNothingBeneathTheEndpoint() {
    gateway.get("/mcp/sse").isProblem(404, "not-found");
  }

  private static String call(String tool, String arguments) {
    return message(
        5, "tools/call", "{\"name\": \"%s\", \"arguments\": %s}".formatted(tool, arguments));
  }

  private static String message(int id, String method, String params) {
    return "{\"jsonrpc\": \"2.0\", \"id\": %d, \"method\": \"%s\", \"params\": %s}"
        .formatted(id, method, params);
  }
}
