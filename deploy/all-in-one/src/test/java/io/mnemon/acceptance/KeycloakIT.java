package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A company that signs in with a real Keycloak, which {@code make it} fetches. */
@EnabledIfSystemProperty(
    named = "mnemon.it",
    matches = "full",
    disabledReason = "fetches and starts Keycloak; make it does")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeycloakIT {
  /** Keys are not asked for again within ten seconds; the rest is for a busy machine. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private Platform platform;
  private Http http;
  private Keycloak keycloak;
  private String north;

  @BeforeAll
  void start() {
    platform = Platform.own(Map.of("MNEMON_GOVERNANCE_EGRESS_ALLOW_PRIVATE", "true"));
    http = platform.http();
    keycloak = new Keycloak(platform.home());
    Control control = new Control(http, platform.adminKey());
    north = control.unit("", "organization", "north");
    Map<String, Object> wish =
        Map.of(
            "name", "keycloak",
            "issuer", keycloak.issuer(),
            "audiences", List.of("mnemon"),
            "claims", Map.of("principal", "preferred_username"),
            "mappings", List.of(Map.of("group", "/devs", "unit", north, "role", "developer")),
            "create_users", true);
    String issuer =
        http.send(Call.post("/v1/issuers", wish).key(control.key()), 201)
            .json()
            .path("id")
            .asText();
    keycloak.createRealm("alice", "devs", http.address() + "/v1/issuers/" + issuer + "/logout");
  }

  @AfterAll
  void stop() {
    keycloak.close();
    platform.end();
  }

  private static String token(JsonNode session) {
    return session.path("access_token").asText();
  }

  private static String keyOf(String token) {
    String header = new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]));
    return Json.parse(header).path("kid").asText();
  }

  private int status(String token) {
    return http.send(Call.get("/v1/memories").key(token)).status();
  }

  @Test
  void aPersonSignsInStaysThroughARotationAndSignsOut() {
    JsonNode session = keycloak.signIn("alice");
    http.send(
        Call.post("/v1/memories", Map.of("layer", "user", "content", "Alice keeps bees."))
            .key(token(session)),
        201);
    assertThat(http.send(Call.get("/v1/units").key(token(session)), 200).text()).contains(north);

    keycloak.rotateKeys();
    JsonNode later = keycloak.signIn("alice");
    assertThat(keyOf(token(later))).isNotEqualTo(keyOf(token(session)));
    await().atMost(SOON).until(() -> status(token(later)) == 200);
    assertThat(http.send(Call.get("/v1/memories").key(token(later)), 200).text())
        .contains("Alice keeps bees.");
    assertThat(status(token(session))).isEqualTo(200);

    keycloak.signOut(later);
    await().atMost(SOON).until(() -> status(token(later)) == 401);
    assertThat(status(token(session))).as("another session").isEqualTo(200);
    assertThat(status(token(keycloak.signIn("alice")))).isEqualTo(200);
  }
}
