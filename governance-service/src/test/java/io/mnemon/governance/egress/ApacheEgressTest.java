package io.mnemon.governance.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApacheEgressTest {
  private static final ApacheEgress.Limits LIMITS =
      new ApacheEgress.Limits(Duration.ofSeconds(5), Duration.ofSeconds(30), 4, 2);

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::echo);
    server.createContext("/redirect", this::redirect);
    server.createContext("/endless", this::endless);
    server.start();
  }

  @AfterEach
  void stop() {
    finished.countDown();
    server.stop(0);
  }

  @Test
  void aRequestGoesOutAsItWasWritten() throws IOException {
    try (ApacheEgress egress = open()) {
      EgressReply reply =
          egress.send(
              EgressRequest.post(
                  url("/hook?a=b"), Map.of("Content-Type", "application/json"), "{\"ü\":1}"),
              1000);

      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.headers()).containsEntry("x-seen", "yes");
      assertThat(reply.body()).isEqualTo("{\"ü\":1}");
      assertThat(reply.cut()).isFalse();
      assertThat(seen).containsExactly("POST /hook?a=b application/json");
    }
  }

  @Test
  void aBodyIsCutWhereTheLimitIs() throws IOException {
    try (ApacheEgress egress = open()) {
      EgressReply reply = egress.send(EgressRequest.get(url("/endless")), 100);

      assertThat(reply.body()).isEqualTo("x".repeat(100));
      assertThat(reply.cut()).isTrue();
    }
  }

  @Test
  void aRedirectToLoopbackIsAReplyAndNotFollowed() throws IOException {
    try (ApacheEgress egress = open()) {
      EgressReply reply = egress.send(EgressRequest.get(url("/redirect")), 100);

      assertThat(reply.status()).isEqualTo(302);
      assertThat(seen).containsExactly("GET /redirect null");
    }
  }

  @Test
  void aNameIsJudgedEachTimeItIsConnectedTo() {
    AtomicInteger lookups = new AtomicInteger();
    Destinations rebinding =
        new Destinations(
            false,
            host -> {
              lookups.incrementAndGet();
              return new InetAddress[] {InetAddress.getLoopbackAddress()};
            });
    try (ApacheEgress egress = new ApacheEgress(rebinding, LIMITS)) {
      URI destination =
          URI.create("https://hooks.example.com:" + server.getAddress().getPort() + "/");

      assertThatThrownBy(() -> egress.send(EgressRequest.get(destination), 100))
          .isInstanceOf(EgressRefused.class)
          .hasMessageContaining("hooks.example.com is an internal address");
      assertThat(lookups).hasValue(1);
      assertThat(seen).isEmpty();
    }
  }

  @Test
  void aLiteralIsRefusedBeforeAnythingIsSent() {
    try (ApacheEgress egress =
        new ApacheEgress(new Destinations(false, InetAddress::getAllByName), LIMITS)) {
      URI destination = URI.create("https://[::1]:" + server.getAddress().getPort() + "/");

      assertThatThrownBy(() -> egress.send(EgressRequest.get(destination), 100))
          .isInstanceOf(EgressRefused.class);
    }
  }

  @Test
  void aReplyThatDripsEndsAtTheDeadline() throws IOException {
    ApacheEgress.Limits hurried =
        new ApacheEgress.Limits(Duration.ofSeconds(5), Duration.ofMillis(300), 4, 2);
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ApacheEgress egress =
            new ApacheEgress(new Destinations(true, InetAddress::getAllByName), hurried)) {
      Thread.ofVirtual().start(() -> drip(silent));

      assertThatThrownBy(
              () ->
                  egress.send(
                      EgressRequest.get(
                          URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/")),
                      100))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no complete reply within PT0.3S");
    }
  }

  private static ApacheEgress open() {
    return new ApacheEgress(new Destinations(true, InetAddress::getAllByName), LIMITS);
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void note(HttpExchange exchange) {
    seen.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Content-Type"));
  }

  private void echo(HttpExchange exchange) throws IOException {
    note(exchange);
    byte[] body = exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("X-Seen", "yes");
    exchange.sendResponseHeaders(201, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void redirect(HttpExchange exchange) throws IOException {
    note(exchange);
    exchange.getResponseHeaders().add("Location", url("/secret").toString());
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  /** More and more, until the other side goes away. */
  private void endless(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    byte[] part = "x".repeat(1000).getBytes(StandardCharsets.UTF_8);
    while (finished.getCount() > 0) {
      exchange.getResponseBody().write(part);
    }
    exchange.close();
  }

  /** A byte of a header now and then, and never the last. */
  private static void drip(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.setSoTimeout(20);
      socket.getOutputStream().write("HTTP/1.1 200 OK\r\nA: ".getBytes(StandardCharsets.US_ASCII));
      while (pause(socket)) {
        socket.getOutputStream().write('b');
      }
    } catch (IOException gone) {
      // The other side has had enough, as it should.
    }
  }

  /** Reads what comes, or nothing for a moment; false once the other side has closed. */
  private static boolean pause(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException nothingCame) {
      return true;
    }
  }
}
