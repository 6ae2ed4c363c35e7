package io.mnemon.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mnemon.gateway.fixture.HttpGateway;
import io.mnemon.gateway.fixture.RawHttp;
import io.mnemon.gateway.fixture.Reply;
import io.mnemon.gateway.fixture.ServicesResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What strangers may send. The last test leaves their address shut out. */
@QuarkusTest
@TestProfile(OpenDoorTest.FewWrongTries.class)
@QuarkusTestResource(ServicesResource.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenDoorTest {
  private static final String PATH = "/v1/issuers/i1/logout";
  private static final String STALLED =
      "POST "
          + PATH
          + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          + "Content-Length: 100\r\n\r\n{";

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init")
  URI base;

  @SuppressWarnings("NullAway.Init")
  private HttpGateway gateway;

  /** A gateway that waits for strangers as long as any does, and shuts them out soon. */
  public static final class FewWrongTries implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "mnemon.gateway.http.body-timeout", "30s",
          "mnemon.gateway.limits.strangers.wrong-keys-per-second", "1",
          "mnemon.gateway.limits.strangers.wrong-keys-burst", "20");
    }
  }

  @BeforeEach
  void connect() {
    gateway = new HttpGateway(base);
  }

  @Test
  @Order(1)
  void aBodyOfAStrangerIsSmall() {
    logOut("{\"logout_token\": \"" + "x".repeat(65 << 10) + "\"}")
        .isProblem(413, "payload-too-large");
    assertThat(logOut("{\"logout_token\": \"good\"}").status()).isEqualTo(204);
  }

  @Test
  @Order(2)
  void aBodyOfAStrangerComesSoon() throws IOException {
    long before = System.nanoTime();

    String answer = RawHttp.exchange(base, STALLED);

    assertThat(answer).startsWith("HTTP/1.1 408");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  @Order(3)
  void fewStrangersAreInsideAndWhoStallsIsShutOut() throws IOException {
    List<Socket> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < 32; i++) {
        Socket socket = new Socket(base.getHost(), base.getPort());
        stalled.add(socket);
        socket.getOutputStream().write(STALLED.getBytes(StandardCharsets.US_ASCII));
      }
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(
              () ->
                  assertThat(logOut("{\"logout_token\": \"good\"}").text("detail"))
                      .contains("without a key"));
      assertThat(gateway.get("/v1/memories/m1").status()).isEqualTo(200);

      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(
              () ->
                  assertThat(logOut("{\"logout_token\": \"good\"}").text("detail"))
                      .contains("too many wrong keys"));
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
  }

  private Reply logOut(String json) {
    return gateway.send(
        "POST",
        PATH,
        Map.of("Content-Type", "application/json"),
        json.getBytes(StandardCharsets.UTF_8));
  }
}
