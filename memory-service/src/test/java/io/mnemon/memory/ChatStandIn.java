package io.mnemon.memory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A language model that says what a test wants, over the protocol that all of them speak. */
public final class ChatStandIn implements QuarkusTestResourceLifecycleManager {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Queue<Reply> REPLIES = new ConcurrentLinkedQueue<>();
  private static final List<JsonNode> REQUESTS = new CopyOnWriteArrayList<>();

  private final CountDownLatch isOver = new CountDownLatch(1);
  private @Nullable HttpServer server;

  private record Reply(int status, String text, Runnable before) {
    Reply(int status, String text) {
      this(status, text, () -> {});
    }
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
    return Map.of(
        "mnemon.memory.chat.url",
        "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
        "mnemon.memory.chat.model",
        "stand-in",
        "mnemon.memory.chat.timeout",
        "1s",
        "mnemon.memory.chat.failures",
        "1000",
        "mnemon.memory.truth.attempts",
        "2");
  }

  @Override
  public void stop() {
    isOver.countDown();
    if (server != null) {
      server.stop(0);
    }
  }

  /** Forgets what was asked and what was to be said. */
  static void reset() {
    REPLIES.clear();
    REQUESTS.clear();
  }

  /** What the model says next; after the last it says that again. */
  static void says(String... texts) {
    for (String text : texts) {
      REPLIES.add(new Reply(200, text));
    }
  }

  /** What it says after something has happened. */
  static void saysAfter(Runnable happening, String text) {
    REPLIES.add(new Reply(200, text, happening));
  }

  static void refuses(int status) {
    REPLIES.add(new Reply(status, ""));
  }

  /** It never answers. */
  static void sleeps() {
    REPLIES.add(new Reply(0, ""));
  }

  static List<JsonNode> requests() {
    return REQUESTS;
  }

  private void answer(HttpExchange exchange) throws IOException {
    REQUESTS.add(JSON.readTree(exchange.getRequestBody()));
    Reply reply = REPLIES.size() > 1 ? REPLIES.poll() : REPLIES.peek();
    if (reply == null || reply.status() == 0) {
      try {
        isOver.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
      return;
    }
    reply.before().run();
    byte[] bytes = body(reply).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String body(Reply reply) throws IOException {
    return JSON.writeValueAsString(
        Map.of(
            "choices",
            List.of(Map.of("finish_reason", "stop", "message", Map.of("content", reply.text()))),
            "usage",
            Map.of("prompt_tokens", 100, "completion_tokens", 10)));
  }
}
