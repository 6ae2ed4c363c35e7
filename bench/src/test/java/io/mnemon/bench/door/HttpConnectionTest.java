package io.mnemon.bench.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {
  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private HttpServer server = open();
  private int status = 200;
  private String body = "{}";

  private static HttpServer open() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free", e);
    }
  }

  @BeforeEach
  void start() {
    server.createContext(
        "/",
        exchange -> {
          received.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          byte[] answer = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private HttpConnection connect() {
    return new HttpDoor("localhost", server.getAddress().getPort()).connect();
  }

  @Test
  void requestsFollowEachOtherOnOneConnection() {
    try (HttpConnection connection = connect()) {
      connection.add("k", Draft.fact("ann", "Ann says \"hello\"."));
      connection.search("k", new Search(null, "hello?", 3));

      assertThat(received)
          .containsExactly(
              "POST /v1/memories Bearer k {\"layer\":\"user\",\"scope\":{\"user\":\"ann\"},"
                  + "\"kind\":\"fact\",\"content\":\"Ann says \\\"hello\\\".\"}",
              "POST /v1/memories/search Bearer k {\"limit\":3,\"query\":\"hello?\"}");
    }
  }

  @Test
  void aLongBodyIsReadToItsEnd() {
    body = "é".repeat(200_000);
    try (HttpConnection connection = connect()) {
      assertThat(new String(connection.get("/metrics"), UTF_8)).isEqualTo(body);
    }
  }

  @Test
  void anAnswerThatMayMissSomethingIsPartial() {
    body = "{\"results\":[],\"partial\":true}";
    try (HttpConnection connection = connect()) {
      assertThat(connection.search("k", new Search("ann", "hello?", 3))).isEqualTo(Outcome.PARTIAL);
    }
  }

  @Test
  void aRefusalTellsWhatWasSaid() {
    status = 429;
    body = "{\"title\":\"too many\"}";
    try (HttpConnection connection = connect()) {
      assertThatThrownBy(() -> connection.get("/v1/memories"))
          .isInstanceOf(RequestFailedException.class)
          .hasMessageContainingAll("GET /v1/memories", "429", "too many");

      status = 200;
      assertThat(connection.get("/v1/memories")).isNotEmpty();
    }
  }

  @Test
  void aBatchFailsIfOneOfItsItemsDid() {
    body = "{\"results\":[{\"error\":{\"code\":\"INVALID_ARGUMENT\"}}]}";
    try (HttpConnection connection = connect()) {
      assertThatThrownBy(() -> connection.addAll("k", List.of(Draft.fact("ann", "a"))))
          .hasMessageContaining("INVALID_ARGUMENT");
    }
  }

  @Test
  void nobodyAnsweringIsAFailedRequest() {
    try (HttpConnection connection = connect()) {
      server.stop(0);

      assertThatThrownBy(() -> connection.get("/"))
          .isInstanceOf(RequestFailedException.class)
          .hasMessageContaining("was not answered");
    }
  }
}
