package io.mnemon.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real HTTP server with one answer, which keeps the requests that it got. */
final class CannedServer implements AutoCloseable {
  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<String> queries = new CopyOnWriteArrayList<>();

  private CannedServer(HttpServer server) {
    this.server = server;
  }

  static CannedServer answering(int status, String contentType, String body) {
    try {
      CannedServer canned =
          new CannedServer(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      canned.server.createContext(
          "/", exchange -> canned.answer(exchange, status, contentType, body));
      canned.server.start();
      return canned;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CannedServer answering(int status, String json) {
    return answering(status, status < 400 ? "application/json" : "application/problem+json", json);
  }

  private void answer(HttpExchange exchange, int status, String contentType, String body)
      throws IOException {
    try (exchange) {
      requests.add(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getRawPath(),
              header(exchange, "Authorization"),
              header(exchange, "Idempotency-Key"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      queries.add(String.valueOf(exchange.getRequestURI().getRawQuery()));
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", contentType);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Request> requests() {
    return requests;
  }

  List<String> queries() {
    return queries;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  record Request(
      String method,
      String path,
      Optional<String> authorization,
      Optional<String> idempotencyKey,
      String body) {}
}
