package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A stop in good order, as Ctrl-C or an orchestrator asks for it. */
class StoppingIT {
  private static final int PATIENCE_MS = 60_000;
  private static final Duration HEARD = Duration.ofSeconds(3);

  @Test
  void aRequestThatHasBegunIsAnswered() throws IOException {
    Platform platform = Platform.own(Map.of());
    String body =
        Json.write(
            Map.of("layer", "user", "scope", Map.of("user", "zoe"), "content", "Zoe keeps bees."));
    String first =
        """
        POST /v1/memories HTTP/1.1\r
        Host: localhost\r
        Authorization: Bearer %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        """
            .formatted(platform.applicationKey(), body.length());
    int half = body.length() / 2;
    try (Socket client = new Socket("localhost", platform.httpPort());
        BufferedReader answer =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
      client.setSoTimeout(PATIENCE_MS);
      send(client, first + body.substring(0, half));
      awaitHeard();

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(platform::stop);
      awaitHeard();
      send(client, body.substring(half));

      assertThat(answer.readLine()).isEqualTo("HTTP/1.1 201 Created");
      stopped.join();
    }
  }

  private static void send(Socket client, String text) throws IOException {
    OutputStream out = client.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** What it has heard of cannot be seen from outside: this is many times what hearing takes. */
  private static void awaitHeard() {
    await().pollDelay(HEARD).until(() -> true);
  }
}
