package io.mnemon.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Another gateway before the services of a platform in several processes: started by the same words
 * and in the same environment as the one that runs, on ports of its own.
 */
final class SecondGateway implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  private final Process process;
  private final Http http;
  private final Path log;

  private SecondGateway(Process process, Http http, Path log) {
    this.process = process;
    this.http = http;
    this.log = log;
  }

  /** Returns when it is ready. */
  static SecondGateway beside(Platform platform) {
    int httpPort = Platform.freePort();
    try {
      Path first = Path.of("/proc", Long.toString(platform.service("gateway").pid()));
      Path log = platform.home().resolve("second-gateway.txt");
      ProcessBuilder builder =
          new ProcessBuilder(words(first.resolve("cmdline")))
              .directory(Platform.repository().toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      Map<String, String> environment = builder.environment();
      environment.clear();
      for (String variable : words(first.resolve("environ"))) {
        int equals = variable.indexOf('=');
        environment.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
      environment.put("MNEMON_HTTP_PORT", Integer.toString(httpPort));
      environment.put("MNEMON_GRPC_PORT", Integer.toString(Platform.freePort()));
      SecondGateway gateway =
          new SecondGateway(builder.start(), new Http("http://localhost:" + httpPort), log);
      gateway.awaitReady();
      return gateway;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> words(Path file) throws IOException {
    return List.of(new String(Files.readAllBytes(file), UTF_8).split("\0"));
  }

  private void awaitReady() {
    await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(
            () -> {
              assertThat(process.isAlive()).as(() -> said()).isTrue();
              return http.send(Call.get("/health/ready")).status() == 200;
            });
  }

  private String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Http http() {
    return http;
  }

  ProcessHandle process() {
    return process.toHandle();
  }

  @Override
  public void close() {
    Signals.resume(List.of(process()));
    process.destroyForcibly();
    await().until(() -> !process.isAlive());
  }
}
