package io.mnemon.gateway.mcp;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client without a token finds out where to get one. */
@QuarkusTest
@TestProfile(McpAuthorizationTest.Named.class)
@QuarkusTestResource(ServicesResource.class)
class McpAuthorizationTest {
  private static final String METADATA = "/.well-known/oauth-protected-resource";

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init")
  URI base;

  /** A gateway whose operator has named who gives tokens. */
  public static final class Named implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "mnemon.gateway.mcp.public-url",
          "https://mnemon.example/",
          "mnemon.gateway.mcp.authorization-servers",
          "https://login.example/realms/a,https://login.example/realms/b");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {METADATA, METADATA + "/mcp"})
  void everybodyMayReadWhoGivesTokens(String path) {
    Reply reply = new HttpGateway(base).send("GET", path, Map.of(), new byte[0]);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.body())
        .isEqualTo(
            "{\"resource\":\"https://mnemon.example/mcp\",\"resource_name\":\"Mnemon\","
                + "\"authorization_servers\":[\"https://login.example/realms/a\","
                + "\"https://login.example/realms/b\"],\"bearer_methods_supported\":[\"header\"]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer mallory"})
  void whoShowsNoGoodTokenIsLedThere(String credential) {
    Reply reply =
        new HttpGateway(base).sendJson("POST", "/mcp", "{}", Map.of("Authorization", credential));

    reply.isProblem(401, "unauthenticated");
    assertThat(reply.header("WWW-Authenticate"))
        .isEqualTo(
            "Bearer resource_metadata=\"https://mnemon.example"
                + "/.well-known/oauth-protected-resource/mcp\"");
  }

  @Test
  void itCanOnlyBeRead() {
    new HttpGateway(base)
        .send("POST", METADATA, Map.of(), new byte[0])
        .isProblem(405, "method-not-allowed");
  }
}
