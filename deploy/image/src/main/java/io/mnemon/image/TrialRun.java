package io.mnemon.image;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One start of the platform on a data folder of its own, with a few memories and searches and an
 * end in good order: a usual day in short, for a JVM that records, or to see whether a program
 * runs.
 */
final class TrialRun {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration ANSWER = Duration.ofMinutes(3);
  private static final int STOP_MINUTES = 5;
  private static final int ROUNDS = 10;

  private final Path folder;
  private final int httpPort = freePort();
  private final int grpcPort = freePort();

  /**
   * @param folder for its data and its log; whoever is not root may pass it
   */
  TrialRun(Path folder) {
    this.folder = folder;
  }

  /** Runs {@code command} in {@code directory} from start to end. */
  void of(List<String> command, Path directory) throws IOException, InterruptedException {
    Process process = start(command, directory);
    try (HttpClient client = HttpClient.newHttpClient()) {
      awaitReady(client, process);
      for (int round = 0; round < ROUNDS; round++) {
        exercise(client, round);
      }
      process.destroy();
      if (!process.waitFor(STOP_MINUTES, TimeUnit.MINUTES)) {
        throw new CannotMake("The trial run did not stop:\n" + lastWords());
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(List<String> command, Path directory) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("MNEMON_"));
    builder.environment().put("MNEMON_DATA", data().toString());
    builder.environment().put("MNEMON_HTTP_PORT", Integer.toString(httpPort));
    builder.environment().put("MNEMON_GRPC_PORT", Integer.toString(grpcPort));
    // However busy the machine is: this is no test of speed.
    builder.environment().put("MNEMON_GATEWAY_DEADLINE", "2m");
    builder.environment().put("MNEMON_CALLS_PATIENCE", "2m");
    return builder.start();
  }

  private void awaitReady(HttpClient client, Process process)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!isReady(client)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new CannotMake("The trial run did not become ready:\n" + lastWords());
      }
      Thread.sleep(200);
    }
  }

  private boolean isReady(HttpClient client) throws InterruptedException {
    try {
      return Files.exists(key())
          && client.send(request("/health/ready").build(), BodyHandlers.discarding()).statusCode()
              == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void exercise(HttpClient client, int round) throws IOException, InterruptedException {
    post(
        client,
        "/v1/memories",
        """
        {"layer": "user", "scope": {"user": "trainee"}, "content": "Cup %d stands on shelf %d."}
        """
            .formatted(round, round + 1));
    post(
        client,
        "/v1/memories/search",
        """
        {"query": "Where is cup %d?", "scope": {"user": "trainee"}}
        """
            .formatted(round));
  }

  private void post(HttpClient client, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header("Authorization", "Bearer " + Files.readString(key()).strip())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    var answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new CannotMake(
          "In the trial run %s answered %d: %s"
              .formatted(path, answer.statusCode(), answer.body()));
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + httpPort + path))
        .timeout(ANSWER);
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path key() {
    return data().resolve("keys/application");
  }

  private Path log() {
    return folder.resolve("log.txt");
  }

  private String lastWords() throws IOException {
    String text = Files.readString(log());
    return text.substring(Math.max(0, text.length() - 4_000));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new CannotMake("No port is free", e);
    }
  }
}
