package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mnemon.test.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The packaged platform in the shape that is tested, started as {@code make} starts it, on a data
 * folder and ports of its own. Tests of a run share one; it ends with their JVM.
 */
final class Platform {
  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Duration START = Duration.ofMinutes(3);
  private static final int STOP_SECONDS = 60;
  private static final int FIRST_PORT = 20_000;
  private static final int FIRST_GIVEN_PORT = 32_768;
  private static final int MOST_PORTS = 100;

  private static @Nullable Platform shared;

  private final Path home;
  private final int httpPort;
  private final int grpcPort;
  private final Http http;
  private final Map<String, String> settings;
  private @Nullable Process process;
  private int starts;

  private Platform(Path home, int httpPort, int grpcPort, Map<String, String> settings) {
    this.home = home;
    this.settings = Map.copyOf(settings);
    this.httpPort = httpPort;
    this.grpcPort = grpcPort;
    this.http = new Http("http://localhost:" + httpPort);
  }

  /** The one of this run, which is ready; the first call starts it. */
  static synchronized Platform shared() {
    if (shared == null) {
      shared = own(Map.of());
    }
    shared.requireReady();
    return shared;
  }

  /** One for a single test, with settings of its own; ready, and stopped with this JVM at last. */
  static Platform own(Map<String, String> settings) {
    return started(temporaryFolder(), settings);
  }

  /** One of its own below {@code home}, which ends with this JVM at the latest. */
  static Platform started(Path home, Map<String, String> settings) {
    Platform platform = new Platform(home, freePort(), freePort(), settings);
    Runtime.getRuntime().addShutdownHook(new Thread(platform::end, "platform-ends"));
    platform.start();
    return platform;
  }

  /** A folder that a server which runs as another user than root may pass. */
  static Path temporaryFolder() {
    try {
      Path folder = Files.createTempDirectory("mnemon-acceptance-");
      return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    } catch (IOException e) {
      throw new UncheckedIOException("There is no temporary folder", e);
    }
  }

  /** A port that is free, of those that the system gives to nobody who does not ask for them. */
  static int freePort() {
    IOException taken = new IOException("none was tried");
    for (int attempt = 0; attempt < MOST_PORTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, FIRST_GIVEN_PORT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        taken = e;
      }
    }
    throw new UncheckedIOException("No port is free", taken);
  }

  static Path repository() {
    return MODULE.resolve("../..").normalize();
  }

  /** A start of the packaged platform, not yet started itself. */
  static ProcessBuilder command(Path data, int httpPort, int grpcPort) {
    return command(Shape.current(), data, httpPort, grpcPort);
  }

  private static ProcessBuilder command(Shape shape, Path data, int httpPort, int grpcPort) {
    ProcessBuilder builder = new ProcessBuilder(shape.command());
    builder.environment().keySet().removeIf(name -> name.startsWith("MNEMON_"));
    builder
        .environment()
        .putAll(
            Map.of(
                "MNEMON_DATA", data.toString(),
                "MNEMON_HTTP_PORT", Integer.toString(httpPort),
                "MNEMON_GRPC_PORT", Integer.toString(grpcPort),
                // What a search must see, it waits for, however busy the machine is.
                "MNEMON_MEMORY_INDEX_REFRESH_PATIENCE", "5s",
                "MNEMON_JAVA_OPTIONS", String.join(" ", ChildJvm.coverage())));
    return builder.directory(repository().toFile());
  }

  /**
   * A command of those who run it, such as {@code doctor}, on its data folder; not yet started. In
   * every shape it is one of the all-in-one.
   */
  ProcessBuilder operation(Path data, String... words) {
    ProcessBuilder command = command(Shape.ALL_IN_ONE, data, httpPort, grpcPort);
    command.environment().putAll(settings);
    command.environment().remove("MNEMON_HTTP_PORT");
    command.environment().remove("MNEMON_GRPC_PORT");
    command.command().addAll(List.of(words));
    return command;
  }

  /** Starts it on what is in its data folder, and returns when it is ready. */
  void start() {
    starts++;
    try {
      ProcessBuilder command = command(data(), httpPort, grpcPort);
      command.environment().putAll(settings);
      process =
          command.redirectOutput(screenFile().toFile()).redirectError(logFile().toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException("The platform cannot be started", e);
    }
    await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              assertThat(running().isAlive())
                  .as(() -> "the platform has ended by itself:\n" + logTail())
                  .isTrue();
              return screen().contains("Ready after");
            });
    requireReady();
  }

  /** Waits until it says that it is ready: every part answers. */
  void requireReady() {
    await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> http.send(Call.get("/health/ready")).status() == 200);
  }

  /** Stops it in good order. */
  void stop() {
    running().destroy();
    try {
      assertThat(running().waitFor(STOP_SECONDS, TimeUnit.SECONDS))
          .as("the platform stops within %d s of SIGTERM", STOP_SECONDS)
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the platform stops", e);
    }
  }

  /** Kills it as {@code kill -9} does; gives the processes that it leaves behind. */
  List<ProcessHandle> kill() {
    List<ProcessHandle> children = children();
    running().destroyForcibly();
    await().until(() -> !running().isAlive());
    return children;
  }

  /** Postgres and Redis, with the shells that watch over them. */
  List<ProcessHandle> children() {
    return running().descendants().toList();
  }

  /** The process of a service in the shape of several. */
  ProcessHandle service(String name) {
    return await()
        .atMost(START)
        .until(
            () -> children().stream().filter(child -> isService(child, name)).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static boolean isService(ProcessHandle child, String name) {
    String jar = "deploy/" + name + "/target/quarkus-app/quarkus-run.jar";
    boolean isJava = child.info().command().filter(c -> c.endsWith("/java")).isPresent();
    return isJava
        && child.info().arguments().stream()
            .flatMap(Stream::of)
            .anyMatch(argument -> argument.endsWith(jar));
  }

  long pid() {
    return running().pid();
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("the platform was never started");
    }
    return process;
  }

  Path home() {
    return home;
  }

  Path data() {
    return home.resolve("data");
  }

  Http http() {
    return http;
  }

  int httpPort() {
    return httpPort;
  }

  int grpcPort() {
    return grpcPort;
  }

  String adminKey() {
    return key("admin");
  }

  String applicationKey() {
    return key("application");
  }

  private String key(String name) {
    return read(data().resolve("keys").resolve(name)).strip();
  }

  /** What the last start has printed for people. */
  String screen() {
    return read(screenFile());
  }

  /** What it has logged since its last start. */
  String log() {
    return read(logFile());
  }

  private String logTail() {
    String text = screen() + log();
    return text.substring(Math.max(0, text.length() - 6_000));
  }

  private Path screenFile() {
    return home.resolve("screen-" + starts + ".txt");
  }

  private Path logFile() {
    return home.resolve("log-" + starts + ".txt");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  void end() {
    if (process == null || !Files.exists(home)) {
      return;
    }
    List<ProcessHandle> children = children();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
      }
      deleteTree(home);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.err.println("Left behind: " + home);
    }
  }

  /** Deletes a folder with all that is in it. */
  static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
