package io.mnemon.bench.platform;

import io.mnemon.bench.door.HttpConnection;
import io.mnemon.bench.door.RequestFailedException;
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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The packaged all-in-one in its default configuration, started as {@code make run} starts it, on a
 * fresh data folder and free ports. It ends, and its folder goes, with {@link #close} or with this
 * JVM.
 */
public final class PackagedPlatform implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int STOP_SECONDS = 60;
  private static final String PARTS = "deploy/all-in-one/";
  private static final String JAR = PARTS + "target/quarkus-app/quarkus-run.jar";

  private final Path home;
  private final int httpPort;
  private final int grpcPort;
  private final Process process;
  private final Thread hook = new Thread(this::end, "platform-ends");

  private PackagedPlatform(Path repository) throws IOException {
    httpPort = freePort();
    grpcPort = freePort();
    home = temporaryFolder("mnemon-bench-");
    process = command(repository).start();
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Returns when it is ready. */
  public static PackagedPlatform start(Path repository) {
    if (!Files.exists(repository.resolve(JAR))) {
      throw new IllegalStateException(
          repository.resolve(JAR)
              + " is missing: package deploy/all-in-one first (make bench does)");
    }
    try {
      PackagedPlatform platform = new PackagedPlatform(repository);
      platform.awaitReady();
      return platform;
    } catch (IOException e) {
      throw new UncheckedIOException("the platform cannot be started", e);
    }
  }

  /** A folder that a server which runs as another user than root may pass. */
  public static Path temporaryFolder(String prefix) throws IOException {
    return Files.setPosixFilePermissions(
        Files.createTempDirectory(prefix), PosixFilePermissions.fromString("rwx--x--x"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private ProcessBuilder command(Path repository) {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + repository.resolve(PARTS + "jvm.options"),
                "-jar",
                repository.resolve(JAR).toString())
            .directory(repository.toFile())
            .redirectOutput(home.resolve("screen.txt").toFile())
            .redirectError(log().toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("MNEMON_"));
    builder.environment().put("MNEMON_DATA", data().toString());
    builder.environment().put("MNEMON_HTTP_PORT", Integer.toString(httpPort));
    builder.environment().put("MNEMON_GRPC_PORT", Integer.toString(grpcPort));
    return builder;
  }

  private void awaitReady() throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        String log = Files.readString(log());
        close();
        throw new IOException(
            "it did not become ready:\n" + log.substring(Math.max(0, log.length() - 4_000)));
      }
      pause();
    }
  }

  private boolean isReady() {
    try (HttpConnection connection = new HttpConnection("localhost", httpPort)) {
      connection.get("/health/ready");
      return Files.exists(key("application"));
    } catch (RequestFailedException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the platform starts", e);
    }
  }

  public Platform platform() {
    return new Platform(
        "localhost",
        httpPort,
        grpcPort,
        read(key("application")),
        read(key("admin")),
        OptionalLong.of(process.pid()),
        Optional.of(data()));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private Path data() {
    return home.resolve("data");
  }

  private Path log() {
    return home.resolve("log.txt");
  }

  private Path key(String name) {
    return data().resolve("keys").resolve(name);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    end();
  }

  private void end() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
      }
      for (ProcessHandle child : children) {
        child.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      }
      deleteTree(home);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | ExecutionException | TimeoutException e) {
      System.err.println("Left behind: " + home + " (" + e + ")");
    }
  }

  /** Deletes a folder with all that is in it. */
  public static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
