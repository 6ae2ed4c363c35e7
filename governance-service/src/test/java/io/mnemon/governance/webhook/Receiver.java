package io.mnemon.governance.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** A receiver of webhooks, which writes down what it gets. */
final class Receiver implements AutoCloseable {
  /** One request, as it came. */
  record Got(String id, String timestamp, String signature, String contentType, String body) {}

  private final List<Got> got = new CopyOnWriteArrayList<>();
  private final Semaphore mayAnswer = new Semaphore(0);
  private final HttpServer server;
  private volatile boolean waits;
  private volatile int status = 204;
  private volatile String reply = "";

  Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::receive);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  List<Got> got() {
    return got;
  }

  void answers(int other, String text) {
    status = other;
    reply = text;
  }

  /** From now on it answers only once it may. */
  void waits() {
    waits = true;
  }

  void mayAnswer() {
    waits = false;
    mayAnswer.release(1_000);
  }

  private void receive(HttpExchange exchange) throws IOException {
    got.add(
        new Got(
            exchange.getRequestHeaders().getFirst("webhook-id"),
            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
            exchange.getRequestHeaders().getFirst("webhook-signature"),
            exchange.getRequestHeaders().getFirst("Content-Type"),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    if (waits) {
      mayAnswer.acquireUninterruptibly();
    }
    byte[] text = reply.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
    if (text.length > 0) {
      exchange.getResponseBody().write(text);
    }
    exchange.close();
  }

  @Override
  public void close() {
    mayAnswer();
    server.stop(0);
  }
}
