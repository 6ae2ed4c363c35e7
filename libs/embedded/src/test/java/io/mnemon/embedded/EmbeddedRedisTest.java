package io.mnemon.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {

  @TempDir Path home;

  private EmbeddedRedis.Options options =
      new EmbeddedRedis.Options(Path.of("/unset"), Path.of("/unset"), "", 1);

  @BeforeEach
  void chooseFolder() throws Exception {
    Folders.open(home);
    options = new EmbeddedRedis.Options(home.resolve("redis"), TestStores.binaries(), "secret", 16);
  }

  private static String ask(int port, String... commands) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((String.join("\r\n", commands) + "\r\n").getBytes(US_ASCII));
      socket.shutdownOutput();
      try (var lines =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
        return String.join(" ", lines.lines().toList());
      }
    }
  }

  @Test
  void answersOnlyToThePassword() throws Exception {
    try (var redis = EmbeddedRedis.start(options)) {
      assertThat(ask(redis.port(), "PING")).contains("NOAUTH");
      assertThat(ask(redis.port(), "AUTH secret", "PING")).isEqualTo("+OK +PONG");
      assertThat(redis.url()).isEqualTo("redis://:secret@127.0.0.1:" + redis.port());
    }
  }

  @Test
  void isACacheThatForgetsAndWritesNothing() throws Exception {
    try (var redis = EmbeddedRedis.start(options)) {
      assertThat(ask(redis.port(), "AUTH secret", "CONFIG GET maxmemory-policy"))
          .contains("allkeys-lru");
      assertThat(ask(redis.port(), "AUTH secret", "CONFIG GET maxmemory")).contains("16777216");
      ask(redis.port(), "AUTH secret", "SET a b");
    }

    try (Stream<Path> files = Files.list(options.folder())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("port", "redis.conf", "server.log");
    }
  }

  @Test
  void killedServerComesBackOnTheSamePort() {
    try (var redis = EmbeddedRedis.start(options)) {
      long killed = redis.pid();

      Programs.signal("KILL", killed);

      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(
              () ->
                  redis.pid() != killed
                      && ask(redis.port(), "AUTH secret", "PING").equals("+OK +PONG"));
    }
  }
}
