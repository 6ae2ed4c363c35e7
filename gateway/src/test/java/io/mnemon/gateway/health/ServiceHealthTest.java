package io.mnemon.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.gateway.fixture.HttpGateway;
import io.mnemon.gateway.fixture.Reply;
import io.mnemon.gateway.fixture.ServicesResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ServicesResource.class)
@TestProfile(ServiceHealthTest.NoMemoryService.class)
class ServiceHealthTest {
  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init")
  URI base;

  @Test
  void withoutAServiceTheGatewayIsAliveAndNotReady() {
    HttpGateway gateway = new HttpGateway(base);

    Reply ready = gateway.get("/health/ready");

    assertThat(ready.status()).isEqualTo(503);
    assertThat(ready.json().path("checks"))
        .anySatisfy(
            check -> {
              assertThat(check.path("name").asText()).isEqualTo("memory service reachable");
              assertThat(check.path("status").asText()).isEqualTo("DOWN");
            })
        .anySatisfy(
            check -> {
              assertThat(check.path("name").asText()).isEqualTo("governance service reachable");
              assertThat(check.path("status").asText()).isEqualTo("UP");
            });
    assertThat(gateway.get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void aServiceThatIsNotReachableIsUnavailable() {
    Reply reply = new HttpGateway(base).get("/v1/memories");

    reply.isProblem(503, "unavailable");
    assertThat(reply.header("Retry-After")).isEqualTo("1");
  }

  /** A gateway whose memory service is nowhere. */
  public static final class NoMemoryService implements QuarkusTestProfile {
    // Port 1 is never listened on. A profile's settings win over those of the resource.
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("mnemon.gateway.memory.target", "127.0.0.1:1");
    }
  }
}
