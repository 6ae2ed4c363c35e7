package io.mnemon.gateway.http;

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
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key that is taken away while its request is under way, at every door. */
@QuarkusTest
@QuarkusTestResource(ServicesResource.class)
class TakenKeysTest {
  private static final String ADDING =
      "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\", \"params\":"
          + " {\"name\": \"memory_add\", \"arguments\": {\"content\": \"%s\"}}}";
  private static final String SEARCHING =
      "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"tools/call\", \"params\":"
          + " {\"name\": \"memory_search\", \"arguments\": {\"query\": \"tea\"}}}";

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init")
  URI base;

  @SuppressWarnings("NullAway.Init")
  private HttpGateway gateway;

  @BeforeEach
  void connect() {
    gateway = new HttpGateway(base);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/memories | application/json | {\"content\": \"late\"}",
        "/v1/memories:import | application/x-ndjson | {\"content\": \"late\"}",
        "/mcp | application/json | "
            + "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\", \"params\":"
            + " {\"name\": \"memory_add\", \"arguments\": {\"content\": \"late\"}}}",
        "/compat/mem0/v1/memories/ | application/json |"
            + " {\"user_id\": \"u\", \"infer\": false, \"messages\": \"late\"}",
        "/scim/v2/Users | application/scim+json | {\"userName\": \"late\"}",
      })
  void nothingIsDoneWhoseBodyCameAfterItsKeyWasTaken(String path, String type, String body)
      throws IOException {
    String key = "passing" + path.replaceAll("[^a-z0-9]+", "-");
    int before = count("late");

    String answer = send(key, path, type, body, () -> revoke(key));

    assertThat(answer).startsWith("HTTP/1.1 401");
    assertThat(count("late")).isEqualTo(before);
  }

  @Test
  void aDirectoryHearsNothingMoreByAKeyThatWasTaken() {
    Reply reply =
        gateway.send(
            "GET",
            "/scim/v2/Users/last",
            Map.of("Authorization", "Bearer passing-directory"),
            new byte[0]);

    assertThat(reply.status()).as(reply.body()).isEqualTo(401);
    assertThat(reply.text("detail")).contains("revoked");
  }

  @Test
  void aBatchThatHasWrittenDoesNotTellWhatItReadBeforeRightsChanged() {
    Reply reply =
        gateway.sendJson(
            "POST",
            "/mcp",
            "[" + SEARCHING + ", " + ADDING.formatted("rights change") + "]",
            Map.of("Authorization", "Bearer passing-batch", "MCP-Protocol-Version", "2025-03-26"));

    JsonNode answers = reply.json();
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(answers.at("/0/id").asInt()).isEqualTo(2);
    assertThat(answers.at("/0/error/data/code").asText()).isEqualTo("ABORTED");
    assertThat(answers.at("/0/result").isMissingNode()).isTrue();
    assertThat(answers.at("/1/result/structuredContent/content").asText())
        .isEqualTo("rights change");
  }

  /** Sends a body but for its last byte, does something, and sends that. */
  private String send(String key, String path, String type, String body, Runnable meanwhile)
      throws IOException {
    String head =
        "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nConnection: close\r\n"
            + "Content-Type: %s\r\nContent-Length: %d\r\n\r\n";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(head.formatted(path, key, type, bytes.length).getBytes(StandardCharsets.UTF_8));
      out.write(bytes, 0, bytes.length - 1);
      out.flush();
      meanwhile.run();
      out.write(bytes, bytes.length - 1, 1);
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void revoke(String key) {
    await().until(() -> count("checks-of-" + key) > 0);
    assertThat(gateway.sendJson("DELETE", "/v1/keys/" + key, "", Map.of()).status()).isEqualTo(204);
  }

  private int count(String id) {
    return gateway.get("/v1/memories/" + id).json().path("version").asInt();
  }
}
