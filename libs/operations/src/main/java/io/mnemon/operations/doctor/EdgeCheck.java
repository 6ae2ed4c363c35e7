package io.mnemon.operations.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Whether the platform that runs answers, and is ready. */
final class EdgeCheck implements Check {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int OK = 200;

  private final Path root;

  EdgeCheck(Path root) {
    this.root = root;
  }

  @Override
  public String name() {
    return "the running platform";
  }

  @Override
  public List<Finding> findings() {
    Path file = root.resolve("address");
    if (!Files.exists(file)) {
      // It has not come so far yet, or a backup has the folder.
      return List.of();
    }
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      URI ready = URI.create(Files.readString(file).strip() + "/health/ready");
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(ready).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == OK
          ? List.of()
          : List.of(notReady(ready + " answers " + answer.body().replaceAll("\\s+", " ")));
    } catch (IOException e) {
      return List.of(notReady("it does not answer (" + e.getMessage() + ")"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the platform was asked", e);
    }
  }

  private static Finding notReady(String seen) {
    return Finding.error(
        "not-ready",
        "Mnemon runs, but " + seen + ".",
        "Requests are refused or wait.",
        "mnemon status names the part; if it stays so, look at its log and start it again.");
  }
}
