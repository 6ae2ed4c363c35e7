package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.test.LightIssuer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A company whose people come with tokens of its own identity provider, at every door. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityIT {
  /** A revocation takes effect within two seconds; the rest is for a busy machine. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private final LightIssuer login = LightIssuer.start(InstantSource.system());
  private Platform platform;
  private Http http;
  private Control control;
  private String north;
  private String issuer;

  @BeforeAll
  void trustTheIssuer() {
    platform = Platform.own(Map.of("MNEMON_GOVERNANCE_EGRESS_ALLOW_PRIVATE", "true"));
    http = platform.http();
    control = new Control(http, platform.adminKey());
    north = control.unit("", "organization", "north");
    Map<String, Object> wish =
        Map.of(
            "name", "login",
            "issuer", login.url(),
            "audiences", List.of("mnemon"),
            "claims", Map.of("principal", "email"),
            "mappings", List.of(Map.of("group", "/devs", "unit", north, "role", "architect")),
            "create_users", true);
    issuer =
        http.send(Call.post("/v1/issuers", wish).key(control.key()), 201)
            .json()
            .path("id")
            .asText();
  }

  @AfterAll
  void stop() {
    login.close();
    platform.end();
  }

  private String token(String name, String... groups) {
    return login.token(
        name, "email", name + "@north.example", "groups", List.of(groups), "sid", "of " + name);
  }

  private JsonNode found(String token, String query) {
    return http.send(Call.post("/v1/memories/search", Map.of("query", query)).key(token), 200)
        .json()
        .path("results")
        .path(0)
        .path("memory");
  }

  private void awaitRefused(String token) {
    await()
        .atMost(SOON)
        .until(() -> http.send(Call.get("/v1/memories").key(token)).status() == 401);
  }

  @Test
  void aPersonSignsInKeepsAndFindsAtEveryDoor() {
    String token = token("alice");
    String path = "/v1/memories";

    http.send(
        Call.post(path, Map.of("layer", "user", "content", "Alice keeps bees.")).key(token), 201);
    assertThat(found(token, "What does Alice keep?").path("content").asText())
        .isEqualTo("Alice keeps bees.");
    try (Grpc grpc = new Grpc(platform.grpcPort())) {
      grpc.memories(token)
          .addMemory(
              AddMemoryRequest.newBuilder()
                  .setMemory(
                      Memory.newBuilder().setLayer("user").setContent("Alice plays the harp."))
                  .build());
      assertThat(
              grpc.memories(token)
                  .searchMemories(
                      SearchMemoriesRequest.newBuilder().setQuery("Alice's instrument").build())
                  .getResults(0)
                  .getMemory()
                  .getContent())
          .isEqualTo("Alice plays the harp.");
    }
    Mcp mcp = new Mcp(http);
    mcp.done(token, "memory_add", Map.of("content", "Alice sails on Sundays."));
    assertThat(
            mcp.done(token, "memory_search", Map.of("query", "What does Alice do on Sundays?"))
                .path("results")
                .path(0)
                .path("memory")
                .path("content")
                .asText())
        .isEqualTo("Alice sails on Sundays.");
    assertThat(http.send(Call.get(path).key(token("bob")), 200).text()).doesNotContain("Alice");
  }

  @Test
  void aGroupGivesAUnitAndWhatIsRememberedThere() {
    String token = token("carol", "/devs");
    assertThat(http.send(Call.get("/v1/units").key(token), 200).text()).contains(north);
    http.send(
        Call.post(
                "/v1/memories",
                Map.of(
                    "layer",
                    "org",
                    "scope",
                    Map.of("unit", north),
                    "content",
                    "North ships on Tuesdays."))
            .key(token),
        201);

    assertThat(found(token("dave", "/devs"), "When does North ship?").path("content").asText())
        .isEqualTo("North ships on Tuesdays.");
    assertThat(http.send(Call.get("/v1/memories").key(token("erin")), 200).text())
        .doesNotContain("Tuesdays");
  }

  @Test
  void whoSignsOutIsRefusedAtEveryDoor() {
    String token = token("frank");
    http.send(Call.get("/v1/memories").key(token), 200);

    http.send(Call.post("/v1/principals/frank@north.example:sign-out", Map.of()).key(token), 204);

    awaitRefused(token);
    assertThat(
            http.send(
                    Call.post("/mcp", Map.of("jsonrpc", "2.0", "id", 1, "method", "ping"))
                        .key(token))
                .status())
        .isEqualTo(401);
    try (Grpc grpc = new Grpc(platform.grpcPort())) {
      assertThat(
              catchThrowableOfType(
                      StatusRuntimeException.class,
                      () ->
                          grpc.memories(token)
                              .listMemories(ListMemoriesRequest.getDefaultInstance()))
                  .getStatus()
                  .getCode())
          .isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  @Test
  void theIssuerTellsThatAPersonHasSignedOut() {
    String token = token("grace");
    http.send(Call.get("/v1/memories").key(token), 200);
    Map<String, @Nullable Object> claims = login.claims("grace");
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("sid", "of grace");
    claims.put("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    String form = "logout_token=" + login.sign(claims, login.current());
    Call logout =
        Call.of("POST", "/v1/issuers/" + issuer + "/logout")
            .bytes(form.getBytes(StandardCharsets.UTF_8))
            .header("Content-Type", "application/x-www-form-urlencoded");

    http.send(logout, 204);

    awaitRefused(token);
    http.send(logout, 400);
    http.send(Call.post("/v1/issuers/" + issuer + "/logout", Map.of("logout_token", token)), 400);
  }

  @Test
  void aTokenThatIsNotGoodIsRefusedAtEveryDoor() {
    String forged =
        login.sign(login.claims("mallory"), LightIssuer.key(login.current().id(), "RS256"));

    for (String token :
        List.of(forged, LightIssuer.unsigned(Map.of("alg", "none"), Map.of()) + ".")) {
      assertThat(http.send(Call.get("/v1/memories").key(token)).status()).isEqualTo(401);
      assertThat(http.send(Call.post("/mcp", Map.of()).key(token)).status()).isEqualTo(401);
    }
  }

  @Test
  void aKeyIsRotatedWhileItIsUsed() {
    JsonNode made =
        control.newKey(Map.of("principal", "local-app", "scopes", List.of("memory.search")));
    String old = made.path("key").asText();
    Map<String, Object> search = Map.of("query", "anything", "layers", List.of("company"));
    http.send(Call.post("/v1/memories/search", search).key(old), 200);

    String next =
        http.send(
                Call.post(
                        "/v1/keys/" + made.path("id").asText() + ":rotate",
                        Map.of("overlap", "24h"))
                    .key(control.key()),
                201)
            .json()
            .path("key")
            .asText();

    http.send(Call.post("/v1/memories/search", search).key(old), 200);
    http.send(Call.post("/v1/memories/search", search).key(next), 200);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                http.send(Call.get("/v1/keys?principal=local-app").key(control.key()), 200)
                    .text()
                    .contains("last_used_at"));
  }
}
