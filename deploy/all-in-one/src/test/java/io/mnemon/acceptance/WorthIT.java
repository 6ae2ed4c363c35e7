package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mnemon.api.memory.v1.ListFeedbackRequest;
import io.mnemon.api.memory.v1.WorthServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is of use rises, with consent, to more people; what is not goes to the archive. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorthIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Platform platform;
  private Http http;
  private Control admin;
  private String project = "";
  private String alice = "";
  private String bob = "";
  private String carol = "";

  @BeforeAll
  void start() {
    platform =
        Platform.own(
            Map.of(
                "MNEMON_MEMORY_WORTH_ARCHIVE_EVERY", "1s",
                "MNEMON_MEMORY_WORTH_ARCHIVE_POLL", "1s"));
    http = platform.http();
    admin =
        new Control(
            http, new Control(http, platform.adminKey()).tenant("worth").path("key").asText());
    String north = admin.unit("", "organization", "north");
    String team = admin.unit(north, "team", "search");
    project = admin.unit(team, "project", "ranking");
    alice = person(project, "alice", "viewer");
    bob = person(north, "bob", "admin");
    carol = person(north, "carol", "admin");
  }

  @AfterAll
  void end() {
    platform.end();
  }

  private String person(String unit, String name, String role) {
    String id = admin.principal("user", name, "");
    admin.member(unit, name, role);
    return admin.newKey(Map.of("principal", id)).path("key").asText();
  }

  private String remember(String content) {
    return http.send(
            Call.post("/v1/memories", Map.of("layer", "user", "content", content)).key(alice), 201)
        .json()
        .path("id")
        .asText();
  }

  private JsonNode memory(String key, String id) {
    return http.send(Call.get("/v1/memories/" + id).key(key), 200).json();
  }

  private JsonNode feedback(String id, Map<String, ?> said, String once) {
    return http.send(
            Call.post("/v1/memories/" + id + "/feedback", said)
                .header("Idempotency-Key", once)
                .key(alice),
            200)
        .json();
  }

  @Test
  void whatIsOfUseIsWorthMoreAndItIsKeptWhoSaidSo() {
    String id = remember("Alice ranks results by hand");
    String recall =
        http.send(
                Call.post("/v1/memories/search", Map.of("query", "how does Alice rank?"))
                    .key(alice),
                200)
            .json()
            .path("recall_id")
            .asText();
    new Mcp(http).done(alice, "memory_used", Map.of("recall_id", recall, "memories", List.of(id)));
    Reply again =
        http.send(
            Call.post("/v1/recalls/" + recall + "/used", Map.of("memories", List.of(id)))
                .key(alice),
            200);
    assertThat(again.json().path("counted").asInt()).isZero();
    assertThat(memory(alice, id).path("effective_importance").asDouble()).isEqualTo(0.515);

    Map<String, ?> praise = Map.of("reward", "helpful", "reason", "It answered the question");
    JsonNode first = feedback(id, praise, "praise");
    assertThat(feedback(id, praise, "praise").path("id")).isEqualTo(first.path("id"));

    assertThat(memory(alice, id).path("importance").asDouble()).isEqualTo(0.65);
    assertThat(memory(alice, id).path("version").asText()).isEqualTo("2");
    try (Grpc grpc = new Grpc(platform.grpcPort())) {
      assertThat(
              Grpc.with(alice, WorthServiceGrpc.newBlockingStub(grpc.channel()))
                  .listFeedback(ListFeedbackRequest.newBuilder().setId(id).build())
                  .getFeedbackList())
          .extracting(said -> said.getReason())
          .containsExactly("It answered the question");
    }
    http.send(
        Call.post("/v1/memories/" + id + "/feedback", Map.of("reward", "helpful")).key(bob), 404);
  }

  @Test
  void whatIsBlamedGoesToTheArchiveAndComesBackWhole() {
    String content = "Alice keeps the ranking in a spreadsheet";
    String id = remember(content);
    for (String once : List.of("one", "two", "three")) {
      new Mcp(http).done(alice, "memory_feedback", Map.of("id", id, "reward", "outdated"));
    }
    await().atMost(PATIENCE).until(() -> memory(alice, id).path("archived").asBoolean());

    platform.stop();
    platform.start();

    assertThat(memory(alice, id).path("content").asText()).isEqualTo(content);
    JsonNode found =
        http.send(Call.post("/v1/memories/search", Map.of("query", "spreadsheet")).key(alice), 200)
            .json();
    assertThat(found.path("results").path(0).path("memory").path("content").asText())
        .isEqualTo(content);

    Reply back =
        http.send(
            Call.patch("/v1/memories/" + id, Map.of("tags", List.of("kept"))).key(alice), 200);
    assertThat(back.json().path("archived").asBoolean()).isFalse();
    assertThat(memory(alice, id).path("content").asText()).isEqualTo(content);
  }

  @Test
  void aPersonsMemoryReachesTheProjectWhenOthersHaveApproved() {
    String id = remember("Ask bob@example.com or +49 170 1234567 about ranking");
    JsonNode asked = new Mcp(http).done(alice, "memory_promote", Map.of("id", id));
    assertThat(asked.path("state").asText()).isEqualTo("pending");
    String approval = "/v1/approvals/" + asked.path("approval").asText();

    for (String key : List.of(bob, carol)) {
      http.send(Call.post(approval + ":decide", Map.of("decision", "approve")).key(key), 200);
    }

    String path = "/v1/promotions/" + asked.path("id").asText();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                http.send(Call.get(path).key(alice), 200)
                    .json()
                    .path("state")
                    .asText()
                    .equals("promoted"));
    String copy = http.send(Call.get(path).key(alice), 200).json().path("promoted_to").asText();
    assertThat(memory(carol, copy).path("content").asText())
        .isEqualTo("Ask [e-mail] or [telephone] about ranking");
    assertThat(memory(carol, copy).path("scope").path("unit").asText()).isEqualTo(project);
    http.send(Call.get("/v1/memories/" + id).key(carol), 404);
    assertThat(
            http.send(
                    Call.post("/v1/memories/" + id + "/promote", Map.of("unit", project))
                        .key(alice),
                    200)
                .json()
                .path("promoted_to")
                .asText())
        .isEqualTo(copy);
  }

  @Test
  void whatIsPrivateIsNotPromoted() {
    String id =
        http.send(
                Call.post(
                        "/v1/memories",
                        Map.of(
                            "layer",
                            "user",
                            "content",
                            "Alice is looking for another job",
                            "sensitivity",
                            "private"))
                    .key(alice),
                201)
            .json()
            .path("id")
            .asText();

    assertThat(
            http.send(Call.post("/v1/memories/" + id + "/promote", Map.of()).key(alice), 400)
                .text())
        .contains("is not promoted");
  }
}
