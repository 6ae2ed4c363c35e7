package io.mnemon.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mnemon.gateway.fixture.HttpGateway;
import io.mnemon.gateway.fixture.Reply;
import io.mnemon.gateway.fixture.ServicesResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One tenant's requests and all of them. */
@QuarkusTest
@TestProfile(TenantsShareTest.FewRequests.class)
@QuarkusTestResource(ServicesResource.class)
class TenantsShareTest {
  private static final String STALLED =
      "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer passing-slow\r\n"
          + "Content-Type: %s\r\nContent-Length: 1000\r\n\r\n";

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init")
  URI base;

  @SuppressWarnings("NullAway.Init")
  private HttpGateway gateway;

  /** A gateway that works on four requests, two of them of one tenant. */
  public static final class FewRequests implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "mnemon.gateway.http.max-concurrent-requests", "4",
          "mnemon.gateway.http.body-timeout", "3s");
    }
  }

  @BeforeEach
  void connect() {
    gateway = new HttpGateway(base);
  }

  @Test
  void aTenantThatStallsLeavesRoomForOthersAndForItselfAfterwards() throws IOException {
    try (Socket first = stalled("/v1/memories", "application/json");
        Socket second = stalled("/mcp", "application/json")) {
      await().atMost(Duration.ofSeconds(3)).until(() -> asSlow().status() == 429);
      Reply refused = asSlow();

      refused.isProblem(429, "resource-exhausted");
      assertThat(refused.text("detail")).contains("2 requests under way");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(gateway.get("/v1/memories/m1").status()).isEqualTo(200);
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> asSlow().status() == 200);
  }

  @Test
  void anImportThatSendsNextToNothingIsGivenUp() throws IOException {
    try (Socket socket = stalled("/v1/memories:import", "application/x-ndjson")) {
      OutputStream out = socket.getOutputStream();
      await()
          .pollInterval(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                out.write(' ');
                out.flush();
                return socket.getInputStream().available() > 0;
              });
      byte[] answer = socket.getInputStream().readNBytes(20);

      assertThat(new String(answer, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 400");
    }
  }

  private Socket stalled(String path, String type) throws IOException {
    Socket socket = new Socket(base.getHost(), base.getPort());
    socket
        .getOutputStream()
        .write(STALLED.formatted(path, type).getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private Reply asSlow() {
    return gateway.send(
        "GET", "/v1/memories/m1", Map.of("Authorization", "Bearer passing-slow"), new byte[0]);
  }
}
