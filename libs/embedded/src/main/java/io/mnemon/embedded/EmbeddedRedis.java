package io.mnemon.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis on the loopback interface as a child of this JVM: a cache, so it keeps nothing on
 * disk and forgets the least recently used keys when it is full.
 */
public final class EmbeddedRedis implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final int STOP_SECONDS = 3;
  private static final int PORT_TRIES = 5;

  /**
   * Where a server lives and how it is entered.
   *
   * @param folder of this server alone: configuration, log, remembered port
   * @param binaries folder into which the program is unpacked; may be shared
   * @param password without characters that need quoting in a URL
   * @param maxMemoryMegabytes beyond which old keys are forgotten
   */
  public record Options(Path folder, Path binaries, String password, int maxMemoryMegabytes) {

    public Options {
      folder = folder.toAbsolutePath().normalize();
      binaries = binaries.toAbsolutePath().normalize();
    }
  }

  private final Options options;
  private final Path program;
  private final ServerUser user;
  private int port;
  private @Nullable KeptServer kept;

  private EmbeddedRedis(Options options) throws IOException {
    this.options = options;
    this.program = new ServerBinaries(options.binaries()).redis();
    PrivateFiles.folder(options.folder(), "rwx------");
    this.user =
        ServerUser.below(PrivateFiles.parent(options.folder()), PrivateFiles.parent(program));
  }

  /** Returns when the server answers. */
  public static EmbeddedRedis start(Options options) {
    try {
      var server = new EmbeddedRedis(options);
      server.user.own(options.folder());
      server.kept =
          KeptServer.keeping("Redis", server::launch, STOP_SECONDS, server.startOnSomePort());
      return server;
    } catch (IOException e) {
      throw new CannotStart(
          "Redis in %s did not start: %s. Its log is server.log in that folder."
              .formatted(options.folder(), e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("Interrupted while Redis was starting", e);
    }
  }

  private ServerProcess startOnSomePort() throws IOException, InterruptedException {
    Path memory = options.folder().resolve("port");
    port = LoopbackPort.remembered(memory);
    for (int tries = 1; ; tries++) {
      try {
        ServerProcess process = launch();
        PrivateFiles.write(memory, Integer.toString(port));
        return process;
      } catch (IOException e) {
        // Between our choice and the server's bind somebody else may have taken the port.
        if (tries == PORT_TRIES || LoopbackPort.isFree(port)) {
          throw e;
        }
        port = LoopbackPort.free();
      }
    }
  }

  private ServerProcess launch() throws IOException, InterruptedException {
    Path configuration = options.folder().resolve("redis.conf");
    PrivateFiles.write(configuration, configuration());
    user.own(configuration);
    ServerProcess process =
        ServerProcess.start(
            user,
            List.of(program.toString(), configuration.toString()),
            "TERM",
            options.folder().resolve("server.log"));
    try {
      awaitAnswer(process);
      return process;
    } catch (IOException | InterruptedException e) {
      process.stop(STOP_SECONDS);
      throw e;
    }
  }

  private String configuration() {
    return """
    bind 127.0.0.1
    port %d
    requirepass %s
    dir "%s"
    daemonize no
    save ""
    appendonly no
    maxmemory %dmb
    maxmemory-policy allkeys-lru
    loglevel notice
    """
        .formatted(port, options.password(), options.folder(), options.maxMemoryMegabytes());
  }

  private void awaitAnswer(ServerProcess process) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("it did not answer on port " + port);
      }
      Thread.sleep(20);
    }
  }

  private boolean answers() {
    try (var socket = new Socket()) {
      socket.setSoTimeout(2_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
      socket
          .getOutputStream()
          .write(("AUTH " + options.password() + "\r\nPING\r\n").getBytes(US_ASCII));
      var replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      return "+OK".equals(replies.readLine()) && "+PONG".equals(replies.readLine());
    } catch (IOException e) {
      return false;
    }
  }

  /** The address with the password, as clients take it. */
  public String url() {
    return "redis://:" + options.password() + "@127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** The process id of the server that runs now. */
  public long pid() {
    if (kept == null) {
      throw new IllegalStateException("Redis has not been started");
    }
    return kept.pid();
  }

  @Override
  public void close() {
    if (kept != null) {
      kept.close();
    }
  }
}
