package io.mnemon.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service of the platform as a child of this JVM, started again when it ends by itself. */
final class KeptService implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private final String name;
  private final Path home;
  private final String probes;
  private final Map<String, String> environment;
  private final int stopSeconds;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build();
  private final KeptServer kept;

  private KeptService(
      String name,
      Path home,
      String host,
      int httpPort,
      Map<String, String> environment,
      int stopSeconds)
      throws IOException, InterruptedException {
    this.name = name;
    this.home = home;
    this.probes = "http://%s:%d".formatted(LaunchSettings.reachable(host), httpPort);
    this.environment = Map.copyOf(environment);
    this.stopSeconds = stopSeconds;
    this.kept = KeptServer.keeping("The " + name + " service", this::launch, stopSeconds, launch());
  }

  /**
   * Returns when it lives; whether it is ready depends on what it needs.
   *
   * @param home the folder with its jvm.options, packaged in target/quarkus-app
   * @param host the address at which it listens
   * @param httpPort where it answers probes
   * @param stopSeconds how long it has to stop before it is killed
   */
  static KeptService start(
      String name,
      Path home,
      String host,
      int httpPort,
      Map<String, String> environment,
      int stopSeconds) {
    try {
      return new KeptService(name, home, host, httpPort, environment, stopSeconds);
    } catch (IOException e) {
      throw new CannotStart("The %s service did not start: %s.".formatted(name, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("Interrupted while the %s service was starting".formatted(name), e);
    }
  }

  private ServerProcess launch() throws IOException, InterruptedException {
    ServerProcess process =
        ServerProcess.start(
            ServerUser.current(),
            command(),
            "TERM",
            // Relative settings mean in a service what they mean here.
            Path.of("").toAbsolutePath(),
            ProcessBuilder.Redirect.INHERIT,
            all -> all.putAll(environment));
    try {
      await(process, "/health/live");
      return process;
    } catch (IOException | InterruptedException e) {
      process.stop(stopSeconds);
      throw e;
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Optional.ofNullable(System.getenv("MNEMON_JAVA_OPTIONS"))
        .filter(options -> !options.isBlank())
        .ifPresent(options -> command.addAll(List.of(options.strip().split("\\s+"))));
    command.add("@" + home.resolve("jvm.options"));
    command.add("-jar");
    command.add(home.resolve("target/quarkus-app/quarkus-run.jar").toString());
    return command;
  }

  private void await(ServerProcess process, String path) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!answers(path)) {
      if (!process.isAlive()) {
        throw new IOException("it has ended, and said above why");
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("it did not answer at " + probes);
      }
      Thread.sleep(100);
    }
  }

  private boolean answers(String path) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(probes + path)).timeout(ANSWER_LIMIT).build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns when it says that it is ready. */
  void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!answers("/health/ready")) {
      if (System.nanoTime() > deadline) {
        throw new CannotStart(
            "The %s service lives, but is not ready: %s/health says why.".formatted(name, probes));
      }
      Thread.sleep(100);
    }
  }

  @Override
  public void close() {
    kept.close();
    client.close();
  }
}
