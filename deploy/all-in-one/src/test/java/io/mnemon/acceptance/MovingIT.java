package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.memory.v1.ExportMemoriesRequest;
import io.mnemon.api.memory.v1.ExportMemoriesResponse;
import io.mnemon.api.memory.v1.TransferServiceGrpc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Memories that move from one company to another, and that come to their end, at the doors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MovingIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  // Long enough that all of it does not fit into a body that is held.
  private static final int MANY = 6_000;

  private Platform platform;
  private Http http;
  private Control operator;

  @BeforeAll
  void connect() {
    platform = Platform.shared();
    http = platform.http();
    operator = new Control(http, platform.adminKey());
  }

  private String company() {
    return operator.tenant("moving " + UUID.randomUUID()).path("key").asText();
  }

  private String add(String key, Map<String, Object> memory) {
    return http.send(Call.post("/v1/memories", memory).key(key), 201).json().path("id").asText();
  }

  private String export(String key, String query) {
    Reply reply = http.send(Call.get("/v1/memories:export" + query).key(key), 200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/x-ndjson");
    return reply.text();
  }

  private JsonNode importLines(String key, String query, String lines) {
    return http.send(
            Call.of("POST", "/v1/memories:import" + query)
                .bytes(lines.getBytes(StandardCharsets.UTF_8))
                .header("Content-Type", "application/x-ndjson")
                .key(key),
            200)
        .json();
  }

  private static String without(String lines) {
    StringBuilder rest = new StringBuilder();
    for (String line : lines.lines().toList()) {
      ObjectNode json = (ObjectNode) Json.parse(line);
      json.remove("principal");
      ((ObjectNode) json.path("memory")).remove("provenance");
      json.path("earlier").forEach(version -> ((ObjectNode) version).remove("principal"));
      rest.append(json).append('\n');
    }
    return rest.toString();
  }

  @Test
  void aCompanyTakesItsMemoriesWithIt() {
    String from = company();
    String id =
        add(
            from,
            Map.of(
                "layer",
                "company",
                "content",
                "Releases go out on Tuesdays",
                "tags",
                List.of("process"),
                "metadata",
                Map.of("z", 1.5, "a", List.of("é", true))));
    http.send(
        Call.patch("/v1/memories/" + id, Map.of("content", "Releases go out on Fridays")).key(from),
        200);
    add(from, Map.of("layer", "company", "content", "The office is in Lisbon"));
    String original = export(from, "?vectors=true");
    String to = company();

    JsonNode dry = importLines(to, "?dry_run=true", original);
    assertThat(dry.path("added").asInt()).isEqualTo(2);
    assertThat(export(to, "")).isEmpty();

    JsonNode report = importLines(to, "", original);

    assertThat(report.path("added").asInt()).isEqualTo(2);
    assertThat(report.path("embedded").asInt()).isZero();
    assertThat(without(export(to, "?vectors=true"))).isEqualTo(without(original));
    assertThat(importLines(to, "", original).path("present").asInt()).isEqualTo(2);
    assertThat(
            http.send(
                    Call.post("/v1/memories/search", Map.of("query", "when do we ship?")).key(to),
                    200)
                .json()
                .path("results")
                .path(0)
                .path("memory")
                .path("id")
                .asText())
        .isEqualTo(id);
  }

  @Test
  void grpcTellsTheSameAsRest() {
    String key = company();
    add(key, Map.of("layer", "company", "content", "one"));
    add(key, Map.of("layer", "company", "content", "two"));
    List<String> contents = new ArrayList<>();
    try (Grpc grpc = new Grpc(platform.grpcPort())) {
      Grpc.with(key, TransferServiceGrpc.newBlockingStub(grpc.channel()))
          .exportMemories(ExportMemoriesRequest.getDefaultInstance())
          .forEachRemaining(
              (ExportMemoriesResponse part) ->
                  part.getLinesList().forEach(line -> contents.add(line.getMemory().getContent())));
    }

    assertThat(contents).containsExactly("one", "two");
    assertThat(export(key, "").lines().toList()).hasSize(2);
  }

  @Test
  void aBodyOfAnyLengthIsTakenAndWhatIsWrongInItIsTold() {
    String key = company();
    add(key, Map.of("layer", "company", "content", "the first"));
    JsonNode first = Json.parse(export(key, "?vectors=true"));
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < MANY; i++) {
      lines
          .append("{\"memory\":{\"layer\":\"company\",\"content\":\"fact number ")
          .append(i)
          .append("\"},\"vectors\":")
          .append(first.path("vectors"))
          .append("}\n");
    }
    lines
        .append("{\"memory\":{\"layer\":\"company\",\"kind\":\"feeling\",\"content\":\"x\"}}\n")
        .append("{\"memory\":{\"layer\":\"company\",\"contnt\":\"x\"}}\n\n")
        .append("{\"memory\":{\"layer\":\"comp");
    assertThat(lines.length()).isGreaterThan(8 << 20);

    JsonNode report = importLines(key, "?upload=big", lines.toString());

    assertThat(report.path("added").asInt()).isEqualTo(MANY);
    assertThat(report.path("refused").asInt()).isEqualTo(3);
    assertThat(report.path("embedded").asInt()).isZero();
    assertThat(report.path("errors").path(0).path("line").asInt()).isEqualTo(MANY + 1);
    assertThat(report.path("errors").path(0).path("field").asText()).isEqualTo("memory.kind");
    assertThat(report.path("errors").path(1).path("field").asText()).isEqualTo("memory.contnt");
    assertThat(report.path("errors").path(2).path("line").asInt()).isEqualTo(MANY + 4);
    assertThat(export(key, "?vectors=true").lines().count()).isEqualTo(MANY + 1);

    JsonNode again = importLines(key, "?upload=big", lines.toString());

    assertThat(again.path("passed_over").asInt()).isEqualTo(MANY);
    assertThat(again.path("errors")).isEqualTo(report.path("errors"));
    assertThat(http.send(Call.get("/v1/uploads/big").key(key), 200).json().path("lines").asInt())
        .isEqualTo(MANY + 1);
  }

  @Test
  void aSelectionIsCountedConfirmedAndGone() {
    String key = company();
    add(key, Map.of("layer", "company", "content", "old news", "tags", List.of("old")));
    add(key, Map.of("layer", "company", "content", "fresh news"));
    Map<String, Object> selection = Map.of("layers", List.of("company"), "tags", List.of("old"));

    JsonNode told = http.send(Call.post("/v1/memories:delete", selection).key(key), 200).json();
    assertThat(told.path("count").asInt()).isEqualTo(1);
    Map<String, Object> confirmed =
        Map.of(
            "layers",
            List.of("company"),
            "tags",
            List.of("old"),
            "confirmation",
            told.path("confirmation").asText());
    JsonNode done = http.send(Call.post("/v1/memories:delete", confirmed).key(key), 200).json();

    assertThat(done.path("deleted").asInt()).isEqualTo(1);
    assertThat(export(key, "")).contains("fresh news").doesNotContain("old news");
    assertThat(http.send(Call.post("/v1/memories:delete", Map.of()).key(key), 400).text())
        .contains("must say what is meant");
  }

  @Test
  void aRetentionRuleIsMadeReadAndTakenAway() {
    String key = company();
    add(key, Map.of("layer", "company", "content", "kept"));

    JsonNode made =
        http.send(
                Call.of("PUT", "/v1/retention/company")
                    .json("{\"after_days\": 30, \"action\": \"delete\"}")
                    .key(key),
                200)
            .json();
    assertThat(made.path("state").asText()).isEqualTo("active");
    await()
        .atMost(SOON)
        .until(
            () ->
                http.send(Call.get("/v1/retention/company").key(key), 200)
                    .json()
                    .has("last_run_at"));
    assertThat(http.send(Call.get("/v1/retention").key(key), 200).json().path("rules").size())
        .isEqualTo(1);
    http.send(Call.of("DELETE", "/v1/retention/company").key(key), 204);
    http.send(Call.get("/v1/retention/company").key(key), 404);
    assertThat(export(key, "")).contains("kept");
  }

  @Test
  void theCommandMovesAFolderInAndEverythingOut(@TempDir Path folder) throws IOException {
    String key = company();
    Path notes = Files.createDirectory(folder.resolve("notes"));
    Files.writeString(notes.resolve("trip.md"), "# Lisbon\nSunny in May.\n# Porto\nRainy.\n");
    Path out = folder.resolve("out.jsonl");

    Shell.Ran imported =
        mnemon(key, "import", "--format", "markdown", "--layer", "company", notes.toString());
    Shell.Ran again =
        mnemon(
            key,
            "import",
            "--format",
            "markdown",
            "--layer",
            "company",
            notes.toString(),
            "--json");
    mnemon(key, "export", "--vectors", "--out", out.toString()).expectSuccess();

    assertThat(imported.expectSuccess().out()).contains("added        2");
    assertThat(Json.parse(again.expectSuccess().out()).path("passed_over").asInt()).isEqualTo(2);
    String id =
        Json.parse(Files.readString(out).lines().findFirst().orElseThrow())
            .path("memory")
            .path("id")
            .asText();
    assertThat(mnemon(key, "history", id).expectSuccess().out()).contains("added", "Lisbon");
  }

  private Shell.Ran mnemon(String key, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Platform.repository().resolve("cli/bin/mnemon").toString());
    command.addAll(List.of(words));
    return Shell.run(
        platform.data(), Map.of("MNEMON_URL", http.address(), "MNEMON_API_KEY", key), command);
  }
}
