package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.DeleteMemoryRequest;
import io.mnemon.api.memory.v1.GetMemoryHistoryRequest;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryServiceGrpc.MemoryServiceBlockingStub;
import io.mnemon.api.memory.v1.MemoryVersion;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.UpdateMemoryRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person meets first: the screen, the README, and a memory kept and found at every door. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirstLightIT {
  private static final String TEA = "Alice takes her tea without sugar.";
  private static final Pattern CURL =
      Pattern.compile("^ *(curl (?:.*\\\\\\n)+.*)$", Pattern.MULTILINE);

  private Platform platform;
  private Http http;
  private String key;

  @BeforeAll
  void start() {
    platform = Platform.shared();
    http = platform.http();
    key = platform.applicationKey();
  }

  private static List<String> curls(String text) {
    Matcher matcher = CURL.matcher(text);
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static Map<String, Object> of(String user, String content) {
    return Map.of("layer", "user", "scope", Map.of("user", user), "content", content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "application"})
  void theKeysAreForTheirOwnerOnly(String name) throws IOException {
    Path file = platform.data().resolve("keys").resolve(name);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file).strip()).matches("mn_[0-9a-f]{32}_[0-9a-f]{32}_\\w{43}");
  }

  @Test
  void theExamplesOfTheStartScreenWorkAsTheyStand() {
    List<String> examples = curls(platform.screen());

    assertThat(examples).hasSize(2);
    assertTeaIsKeptAndFound(platform.home(), examples);
  }

  @Test
  void theExamplesOfTheReadmeWork() throws IOException {
    // The README speaks of the default port; the platform under test has one of its own.
    String readme =
        Files.readString(Platform.repository().resolve("README.md"))
            .replace("localhost:8080", "localhost:" + platform.httpPort());
    List<String> examples = curls(readme);

    assertThat(examples).hasSizeGreaterThanOrEqualTo(2);
    assertTeaIsKeptAndFound(platform.home(), examples.subList(0, 2));
  }

  private static void assertTeaIsKeptAndFound(Path folder, List<String> examples) {
    JsonNode added = Json.parse(Shell.run(folder, examples.get(0)).expectSuccess().out());
    JsonNode found = Json.parse(Shell.run(folder, examples.get(1)).expectSuccess().out());

    assertThat(added.path("content").asText()).as("in %s", added).isEqualTo(TEA);
    JsonNode first = found.path("results").path(0).path("memory");
    assertThat(first.path("content").asText()).isEqualTo(TEA);
    assertThat(first.path("id").asText()).isEqualTo(added.path("id").asText());
  }

  @Test
  void aMemoryLivesItsLifeOverHttp() {
    Reply added =
        http.send(Call.post("/v1/memories", of("henry", "Henry sails on Sundays.")).key(key), 201);
    String path = added.header("Location");
    String id = added.json().path("id").asText();
    assertThat(path).isEqualTo("/v1/memories/" + id);
    assertThat(added.header("ETag")).isEqualTo("\"1\"");

    Map<String, Object> search =
        Map.of("query", "What does Henry do at weekends?", "scope", Map.of("user", "henry"));
    JsonNode found = http.send(Call.post("/v1/memories/search", search).key(key), 200).json();
    assertThat(found.path("results").path(0).path("memory").path("id").asText()).isEqualTo(id);
    assertThat(http.send(Call.get(path).key(key), 200).json().path("content").asText())
        .isEqualTo("Henry sails on Sundays.");

    Map<String, Object> change = Map.of("content", "Henry sails on Saturdays.");
    Reply changed = http.send(Call.patch(path, change).key(key).header("If-Match", "\"1\""), 200);
    assertThat(changed.header("ETag")).isEqualTo("\"2\"");
    assertThat(http.send(Call.patch(path, change).key(key).header("If-Match", "\"1\"")).status())
        .isEqualTo(409);

    JsonNode versions =
        http.send(Call.get(path + "/history").key(key), 200).json().path("versions");
    assertThat(versions.findValuesAsText("change")).containsExactly("added", "updated");
    assertThat(versions.findValuesAsText("content"))
        .containsExactly("Henry sails on Sundays.", "Henry sails on Saturdays.");

    http.send(Call.of("DELETE", path).key(key).header("If-Match", "\"2\""), 204);
    http.send(Call.get(path).key(key), 404);
    http.send(Call.get(path + "/history").key(key), 404);
    assertThat(http.send(Call.post("/v1/memories/search", search).key(key), 200).text())
        .doesNotContain(id);
  }

  @Test
  void aMemoryLivesItsLifeOverGrpc() {
    try (Grpc grpc = new Grpc(platform.grpcPort())) {
      MemoryServiceBlockingStub memories = grpc.memories(key);
      Scope scope = Scope.newBuilder().setUser("grace").build();
      Memory added =
          memories.addMemory(
              AddMemoryRequest.newBuilder()
                  .setMemory(
                      Memory.newBuilder()
                          .setLayer("user")
                          .setScope(scope)
                          .setContent("Grace collects old maps."))
                  .build());
      GetMemoryRequest get = GetMemoryRequest.newBuilder().setId(added.getId()).build();

      assertThat(
              memories
                  .searchMemories(
                      SearchMemoriesRequest.newBuilder()
                          .setQuery("Grace's hobby")
                          .setScope(scope)
                          .build())
                  .getResults(0)
                  .getMemory()
                  .getId())
          .isEqualTo(added.getId());
      Memory changed =
          memories.updateMemory(
              UpdateMemoryRequest.newBuilder()
                  .setId(added.getId())
                  .setMemory(Memory.newBuilder().setImportance(0.9))
                  .setUpdateMask(com.google.protobuf.FieldMask.newBuilder().addPaths("importance"))
                  .setExpectedVersion(1)
                  .build());
      assertThat(changed.getVersion()).isEqualTo(2);
      assertThat(memories.getMemory(get).getImportance()).isEqualTo(0.9);
      assertThat(
              memories
                  .listMemories(ListMemoriesRequest.newBuilder().setScope(scope).build())
                  .getMemoriesList())
          .containsExactly(changed);
      assertThat(
              memories
                  .getMemoryHistory(
                      GetMemoryHistoryRequest.newBuilder().setId(added.getId()).build())
                  .getVersionsList())
          .extracting(MemoryVersion::getChange)
          .containsExactly("added", "updated");
      DeleteMemoryRequest delete = DeleteMemoryRequest.newBuilder().setId(added.getId()).build();
      assertThat(memories.deleteMemory(delete).getSerializedSize()).isZero();
      assertThat(
              catchThrowableOfType(StatusRuntimeException.class, () -> memories.getMemory(get))
                  .getStatus()
                  .getCode())
          .isEqualTo(Status.Code.NOT_FOUND);
    }
  }

  @Test
  void theContractIsReadByReflectionAndUsed() throws Exception {
    try (Grpc grpc = new Grpc(platform.grpcPort())) {
      Reflection reflection = new Reflection(grpc.channel());
      assertThat(reflection.services())
          .contains(
              "mnemon.memory.v1.MemoryService",
              "mnemon.governance.v1.TenantService",
              "mnemon.governance.v1.KeyService",
              "grpc.health.v1.Health")
          .doesNotContain("mnemon.governance.v1.AccessService");

      http.send(Call.post("/v1/memories", of("rolf", "Rolf repairs clocks.")).key(key), 201);
      String answer =
          reflection.call(
              key,
              "mnemon.memory.v1.MemoryService",
              "SearchMemories",
              "{\"query\": \"What does Rolf repair?\", \"scope\": {\"user\": \"rolf\"}}");
      assertThat(answer).contains("Rolf repairs clocks.");
    }
  }

  @Test
  void anAgentKeepsAndFindsOverMcp() {
    Mcp mcp = new Mcp(http);
    JsonNode welcome =
        mcp.ask(
            key,
            "initialize",
            Map.of(
                "protocolVersion",
                "2025-06-18",
                "capabilities",
                Map.of(),
                "clientInfo",
                Map.of("name", "acceptance", "version", "1")));
    assertThat(welcome.path("result").path("serverInfo").path("name").asText()).isEqualTo("mnemon");
    assertThat(
            mcp.ask(key, "tools/list", Map.of())
                .path("result")
                .path("tools")
                .findValuesAsText("name"))
        .contains("memory_add", "memory_search", "memory_get", "memory_update", "memory_delete");

    JsonNode added =
        mcp.done(key, "memory_add", Map.of("user", "mia", "content", "Mia plays the cello."));
    String id = added.path("id").asText();
    JsonNode found =
        mcp.done(
            key,
            "memory_search",
            Map.of("user", "mia", "query", "Which instrument does Mia play?"));
    assertThat(found.path("results").path(0).path("memory").path("id").asText()).isEqualTo(id);
    mcp.done(key, "memory_update", Map.of("id", id, "content", "Mia plays the viola."));
    assertThat(mcp.done(key, "memory_get", Map.of("id", id)).path("content").asText())
        .isEqualTo("Mia plays the viola.");
    mcp.done(key, "memory_delete", Map.of("id", id));
    assertThat(
            mcp.tool(key, "memory_get", Map.of("id", id))
                .path("structuredContent")
                .path("code")
                .asText())
        .isEqualTo("NOT_FOUND");
  }

  private Shell.Ran mnemon(String... arguments) {
    Path script = Platform.repository().resolve("cli/bin/mnemon");
    assertThat(Platform.repository().resolve("cli/target/lib/mnemon-cli.jar"))
        .as("the packaged command; package the module cli first")
        .exists();
    return Shell.run(
        platform.home(),
        Map.of("MNEMON_URL", http.address(), "MNEMON_DATA", platform.data().toString()),
        Stream.concat(Stream.of(script.toString()), Stream.of(arguments)).toList());
  }

  private JsonNode mnemonJson(String... arguments) {
    return Json.parse(mnemon(arguments).expectSuccess().out());
  }

  @Test
  void aPersonKeepsAndFindsOnTheCommandLine() {
    JsonNode added = mnemonJson("add", "Carl keeps bees.", "--user", "carl", "--json");
    JsonNode found =
        mnemonJson("search", "What does Carl keep?", "--user", "carl", "--json")
            .path("results")
            .path(0)
            .path("memory");
    assertThat(found.path("id").asText()).isEqualTo(added.path("id").asText());
    assertThat(mnemonJson("get", added.path("id").asText(), "--json").path("content").asText())
        .isEqualTo("Carl keeps bees.");
    assertThat(mnemon("get", added.path("id").asText()).expectSuccess().out())
        .contains("Carl keeps bees.");
    assertThat(mnemonJson("status", "--json").path("status").asText()).isEqualTo("UP");

    Shell.Ran unknown = mnemon("get", "00000000-0000-7000-8000-000000000000", "--json");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(Json.parse(unknown.err()).path("type").asText())
        .isEqualTo("urn:mnemon:error:not-found");
  }

  @Test
  void aKeyMadeOnTheCommandLineIsGoodForWhatItSays() {
    JsonNode made = mnemonJson("key", "create", "local-app", "--scope", "memory.search", "--json");
    String narrow = made.path("key").asText();
    Map<String, Object> search = Map.of("query", "anything", "layers", List.of("company"));

    http.send(Call.post("/v1/memories/search", search).key(narrow), 200);
    http.send(Call.post("/v1/memories", of("carl", "Not allowed.")).key(narrow), 403);
    new Control(http, platform.adminKey()).revoke(made.path("id").asText());
    // A revocation takes effect within two seconds; the rest is for a busy machine.
    await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> http.send(Call.post("/v1/memories/search", search).key(narrow)).status() == 401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/metrics", "/openapi", "/docs"})
  void whatNeedsNoKeyIsThere(String path) {
    assertThat(http.send(Call.get(path), 200).text()).isNotBlank();
  }

  @Test
  void theDescriptionOfTheApiNamesWhatThereIs() {
    JsonNode openapi =
        http.send(Call.get("/openapi").header("Accept", "application/json"), 200).json();

    assertThat(openapi.path("openapi").asText()).startsWith("3.1");
    assertThat(openapi.path("paths").properties())
        .extracting(Map.Entry::getKey)
        .contains("/v1/memories", "/v1/memories/search", "/v1/memories/{id}", "/v1/keys");
  }

  @Test
  void theIdOfARequestComesBackWithItsTrace() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    Reply reply =
        http.send(
            Call.get("/v1/memories?user=henry")
                .key(key)
                .header("X-Request-Id", "first-light-1")
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"),
            200);

    assertThat(reply.header("X-Request-Id")).isEqualTo("first-light-1");
    assertThat(reply.header("traceparent")).contains(trace);
  }
}
