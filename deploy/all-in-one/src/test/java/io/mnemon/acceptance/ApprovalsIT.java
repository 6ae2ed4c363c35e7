package io.mnemon.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mnemon.api.governance.v1.Approval;
import io.mnemon.api.governance.v1.ApprovalServiceGrpc;
import io.mnemon.api.governance.v1.DecideApprovalRequest;
import io.mnemon.api.governance.v1.GetApprovalRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A right that one person asks for, two others give, and a program outside is told of. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalsIT {
  private static final Duration DELIVERY = Duration.ofSeconds(60);

  private Platform platform;
  private Http http;
  private Control control;
  private HttpServer server;
  private final List<Told> told = new CopyOnWriteArrayList<>();

  private record Told(String id, String timestamp, String signature, String body) {}

  @BeforeAll
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::receive);
    server.start();
    platform = Platform.own(Map.of("MNEMON_GOVERNANCE_EGRESS_ALLOW_PRIVATE", "true"));
    http = platform.http();
    control = new Control(http, platform.adminKey());
  }

  @AfterAll
  void end() {
    platform.end();
    server.stop(0);
  }

  private void receive(HttpExchange exchange) throws IOException {
    told.add(
        new Told(
            exchange.getRequestHeaders().getFirst("webhook-id"),
            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
            exchange.getRequestHeaders().getFirst("webhook-signature"),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  @Test
  void aRoleIsAskedForApprovedByTwoAndHolds() throws GeneralSecurityException {
    Control admin = new Control(http, control.tenant("approvals").path("key").asText());
    String north = admin.unit("", "organization", "north");
    String search = admin.unit(north, "team", "search");
    String alice = person(admin, search, "alice", "viewer");
    String bob = person(admin, north, "bob", "admin");
    String carol = person(admin, north, "carol", "admin");
    String secret = webhook(admin);
    Call lesson =
        Call.post(
                "/v1/memories",
                Map.of(
                    "layer", "team", "scope", Map.of("unit", search), "content", "Merge at night."))
            .key(alice);
    http.send(lesson, 403);
    Reply denied =
        http.send(
            Call.of("PUT", "/v1/units/" + search + "/members/alice")
                .json(Json.write(Map.of("role", "tech_lead")))
                .key(alice),
            403);
    assertThat(denied.text()).contains("ask for approval");

    JsonNode asked =
        new Mcp(http)
            .done(
                alice,
                "governance_request",
                Map.of(
                    "kind",
                    "role",
                    "unit",
                    search,
                    "title",
                    "I lead search from now on",
                    "payload",
                    Map.of("principal", "alice", "role", "tech_lead")));
    String path = "/v1/approvals/" + asked.path("id").asText();

    strangersFindNothing(path, asked.path("id").asText());
    assertThat(decide(path, alice, "approve").status()).isEqualTo(403);
    assertThat(decide(path, bob, "approve").expect(200).json().path("state").asText())
        .isEqualTo("pending");

    platform.stop();
    platform.start();

    assertThat(decide(path, bob, "approve").expect(200).json().path("votes")).hasSize(1);
    assertThat(decide(path, bob, "reject").status()).isEqualTo(409);
    assertThat(decideOverGrpc(carol, asked.path("id").asText()).getState()).isEqualTo("approved");
    await().atMost(Duration.ofSeconds(10)).until(() -> http.send(lesson).status() == 201);
    assertThat(http.send(Call.get(path).key(alice), 200).json().path("state").asText())
        .isEqualTo("approved");
    assertTold(secret, asked.path("id").asText());
  }

  /** Whoever comes later decides about what no longer is. */
  @Test
  void anotherDecisionAndAChangedTargetAreRefused() {
    Control admin = new Control(http, control.tenant("late").path("key").asText());
    String north = admin.unit("", "organization", "north");
    String alice = person(admin, north, "alice", "viewer");
    String bob = person(admin, north, "bob", "admin");
    JsonNode asked =
        http.send(
                Call.post(
                        "/v1/approvals",
                        Map.of(
                            "kind",
                            "role",
                            "unit",
                            north,
                            "title",
                            "I build the index",
                            "payload",
                            Map.of("principal", "alice", "role", "developer")))
                    .key(alice),
                201)
            .json();
    admin.member(north, "alice", "agent");

    Reply late = decide("/v1/approvals/" + asked.path("id").asText(), bob, "approve");

    assertThat(late.status()).isEqualTo(400);
    assertThat(late.text()).contains("has changed since the request was made");
    assertThat(
            http.send(Call.get("/v1/approvals?state=superseded&mine=true").key(alice), 200)
                .json()
                .path("approvals"))
        .hasSize(1);
  }

  private String person(Control admin, String unit, String name, String role) {
    String id = admin.principal("user", name, "");
    admin.member(unit, name, role);
    return admin.newKey(Map.of("principal", id)).path("key").asText();
  }

  private String webhook(Control admin) {
    return http.send(
            Call.post(
                    "/v1/webhooks",
                    Map.of(
                        "url",
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/hook",
                        "events",
                        List.of("approval.*")))
                .key(admin.key()),
            201)
        .json()
        .path("secret")
        .asText();
  }

  private Reply decide(String path, String key, String decision) {
    return http.send(
        Call.post(path + ":decide", Map.of("decision", decision, "reason", "so be it")).key(key));
  }

  private Approval decideOverGrpc(String key, String id) {
    try (Grpc grpc = new Grpc(platform.grpcPort())) {
      return Grpc.with(key, ApprovalServiceGrpc.newBlockingStub(grpc.channel()))
          .decideApproval(
              DecideApprovalRequest.newBuilder().setId(id).setDecision("approve").build());
    }
  }

  private void strangersFindNothing(String path, String id) {
    String stranger = control.tenant("strangers").path("key").asText();
    http.send(Call.get(path).key(stranger), 404);
    assertThat(decide(path, stranger, "approve").status()).isEqualTo(404);
    try (Grpc grpc = new Grpc(platform.grpcPort())) {
      var stub = Grpc.with(stranger, ApprovalServiceGrpc.newBlockingStub(grpc.channel()));
      assertThatThrownBy(() -> stub.getApproval(GetApprovalRequest.newBuilder().setId(id).build()))
          .hasMessageContaining("NOT_FOUND");
    }
  }

  private void assertTold(String secret, String id) throws GeneralSecurityException {
    await().atMost(DELIVERY).until(() -> toldOf("approval.decided", id).isPresent());
    assertThat(toldOf("approval.requested", id)).isPresent();
    Told decided = toldOf("approval.decided", id).orElseThrow();
    assertThat(Json.parse(decided.body()).path("data").path("state").asText())
        .isEqualTo("approved");
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] key = Base64.getDecoder().decode(secret.replace("whsec_", ""));
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    byte[] signed =
        (decided.id() + "." + decided.timestamp() + "." + decided.body()).getBytes(UTF_8);
    assertThat(decided.signature())
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed)));
  }

  private Optional<Told> toldOf(String type, String id) {
    return told.stream()
        .filter(one -> Json.parse(one.body()).path("type").asText().equals(type))
        .filter(one -> Json.parse(one.body()).path("subject").asText().equals(id))
        .findFirst();
  }
}
