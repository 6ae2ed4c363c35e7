package io.mnemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class McpCommandTest {
  private static final String CALL = request("7", "tools/list");
  private static final String NOTIFICATION =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";

  private static String request(String id, String method) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\"}\n".formatted(id, method);
  }

  private static Run mcp(String url, String input) {
    return Run.piped(input, Map.of("MNEMON_API_KEY", "mn_k"), "mcp", "--url", url);
  }

  @Test
  void eachLineIsForwardedAndItsAnswerIsOneLine() {
    try (CannedServer server =
        CannedServer.answering(200, "{\"jsonrpc\":\"2.0\",\r\n\"id\":7,\"result\":{\"a\":1.50}}")) {
      Run run = mcp(server.url(), CALL + "\n" + CALL);

      String answer = "{\"jsonrpc\":\"2.0\", \"id\":7,\"result\":{\"a\":1.50}}\n";
      assertThat(run).isEqualTo(new Run(0, answer + answer, ""));
      assertThat(server.requests())
          .hasSize(2)
          .allSatisfy(
              request -> {
                assertThat(request.path()).isEqualTo("/mcp");
                assertThat(request.authorization()).contains("Bearer mn_k");
                assertThat(request.body()).isEqualTo(CALL.strip());
              });
    }
  }

  @Test
  void notificationIsNotAnswered() {
    try (CannedServer server = CannedServer.answering(202, "")) {
      assertThat(mcp(server.url(), NOTIFICATION)).isEqualTo(new Run(0, "", ""));
    }
  }

  @Test
  void whatTheServerRefusesIsAnErrorOfTheRequest() {
    try (CannedServer server =
        CannedServer.answering(
            401, "{\"type\":\"urn:mnemon:error:unauthenticated\",\"detail\":\"no such key\"}")) {
      Run run = mcp(server.url(), NOTIFICATION + CALL);

      assertThat(run.out().lines()).hasSize(1);
      assertThat(run.out()).contains("\"id\":7", "-32000", "no such key (401 UNAUTHENTICATED)");
      assertThat(run.err()).contains("no such key");
    }
  }

  @Test
  void errorOfTheProtocolIsPassedOn() {
    try (CannedServer server =
        CannedServer.answering(
            429,
            "application/json",
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32005}}")) {
      assertThat(mcp(server.url(), CALL).out()).contains("-32005");
    }
  }

  @Test
  void answerThatIsNoJsonIsAnErrorOfTheRequest() {
    try (CannedServer server = CannedServer.answering(200, "text/html", "<html>")) {
      assertThat(mcp(server.url(), CALL).out()).contains("\"id\":7", "-32000", "Is it Mnemon?");
    }
  }

  @Test
  void serverThatDoesNotAnswerIsAnErrorOfEveryRequest() {
    Run run =
        mcp(
            "http://127.0.0.1:1",
            CALL
                + "["
                + request("\"\"", "ping").strip()
                + ","
                + request("8", "ping").strip()
                + "]");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("\"id\":7", "\"id\":\"\"", "\"id\":8", "does not answer. Start Mnemon");
  }

  @Test
  void lineThatIsNoJsonIsToldAndTheNextIsServed() {
    try (CannedServer server = CannedServer.answering(200, "{\"id\":7}")) {
      Run run = mcp(server.url(), "{\n" + CALL);

      assertThat(run.out().lines()).hasSize(2);
      assertThat(run.out()).contains("\"id\":null", "-32700").endsWith("{\"id\":7}\n");
    }
  }

  @Test
  void withoutAKeyNothingIsServed() {
    Run run = Run.piped(CALL, Map.of("MNEMON_DATA", "/nowhere"), "mcp");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("There is no API key", "MNEMON_API_KEY");
  }

  @Test
  void slowCallHoldsUpNoOther() {
    try (Waiting server = new Waiting()) {
      Run run = mcp(server.url(), request("1", "slow") + request("2", "ping"));

      assertThat(run.out().lines())
          .containsExactlyInAnyOrder(
              "{\"id\":1,\"result\":{\"pinged\":true}}", "{\"id\":2,\"result\":{}}");
    }
  }

  @Test
  void cancelledCallIsNotAnswered() {
    try (Waiting server = new Waiting()) {
      Run run =
          mcp(
              server.url(),
              request("1", "slow")
                  + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                  + "\"params\":{\"requestId\":1}}\n");

      assertThat(run).isEqualTo(new Run(0, "", ""));
    }
  }

  @Test
  void whatFollowsTheGreetingIsSentInTheVersionThatWasAgreedOn() {
    try (Waiting server = new Waiting()) {
      mcp(server.url(), request("1", "initialize") + request("2", "ping"));

      assertThat(server.versions).containsExactly("none", "2025-06-18");
    }
  }

  /** A server that answers {@code slow} only when it has been pinged. */
  private static final class Waiting implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final CountDownLatch pinged = new CountDownLatch(1);
    private final List<String> versions = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    Waiting() {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server.setExecutor(threads);
      server.createContext("/mcp", this::answer);
      server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
      try (exchange) {
        String version = exchange.getRequestHeaders().getFirst("MCP-Protocol-Version");
        versions.add(version == null ? "none" : version);
        byte[] bytes =
            answer(exchange.getRequestBody().readAllBytes()).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    }

    private String answer(byte[] body) throws IOException {
      Json request = Json.parse(new String(body, StandardCharsets.UTF_8));
      String result =
          switch (request.get("method").text()) {
            case "slow" -> "{\"pinged\":" + isPinged() + "}";
            case "initialize" -> "{\"protocolVersion\":\"2025-06-18\"}";
            default -> "{}";
          };
      pinged.countDown();
      return "{\"id\":%s,\"result\":%s}".formatted(request.get("id"), result);
    }

    private boolean isPinged() {
      try {
        return pinged.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      threads.shutdownNow();
      server.stop(0);
    }
  }
}
