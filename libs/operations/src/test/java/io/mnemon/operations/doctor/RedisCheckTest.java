package io.mnemon.operations.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.embedded.CannotStart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisCheckTest {

  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /** What the first client says first, which is answered so that it ends. */
  private CompletableFuture<String> firstLine() {
    return CompletableFuture.supplyAsync(
        () -> {
          try (var client = server.accept();
              var in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))) {
            String line = in.readLine();
            client.getOutputStream().write("-ERR no\r\n".getBytes(UTF_8));
            return line;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void check(String schemeAndUser) {
    String address = schemeAndUser + "127.0.0.1:" + server.getLocalPort();
    assertThat(new RedisCheck(address).findings())
        .extracting(Finding::fault)
        .containsExactly("redis-unreachable");
  }

  @Test
  void aUserIsNamedAndMayBeLeftOut() {
    CompletableFuture<String> named = firstLine();
    check("redis://cache:secret@");
    assertThat(named.join()).isEqualTo("AUTH cache secret");

    CompletableFuture<String> unnamed = firstLine();
    check("redis://:secret@");
    assertThat(unnamed.join()).isEqualTo("AUTH secret");
  }

  @Test
  void nothingIsSaidInTheClearWhereEncryptionIsWanted() {
    CompletableFuture<String> line = firstLine();
    check("rediss://cache:secret@");

    assertThat(line.join()).doesNotContain("AUTH").doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis://:se cret@host:6379", "redis://:se/cret@host:6379", "secret:1"})
  void whatIsNoAddressIsRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> new RedisCheck(text))
        .isInstanceOf(CannotStart.class)
        .hasMessage("MNEMON_REDIS_URL is no address. Write it like redis://:password@host:6379.")
        .hasNoCause();
  }
}
