package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.Scope;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that are wrong: each refusal names the field and what would be right; nothing stays. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
  private static final String KEPT = "Wilma paints fences.";

  private Platform platform;
  private Http http;
  private Mcp mcp;
  private String key;
  private Strangers strangers;
  private String existing;

  @BeforeAll
  void prepare() {
    platform = Platform.shared();
    http = platform.http();
    mcp = new Mcp(http);
    key = platform.applicationKey();
    strangers = new Strangers(platform);
    JsonNode added = http.send(add("Wilma paints houses.").key(key), 201).json();
    existing = added.path("id").asText();
    http.send(Call.patch("/v1/memories/" + existing, Map.of("content", KEPT)).key(key), 200);
  }

  private static Call add(String content) {
    return Call.post(
        "/v1/memories",
        Map.of("layer", "user", "scope", Map.of("user", BadRequests.USER), "content", content));
  }

  /** Whatever was refused: what there was is there, unchanged, and nothing else. */
  @AfterEach
  void nothingHalfWrittenIsThere() {
    JsonNode memories =
        http.send(Call.get("/v1/memories?user=" + BadRequests.USER).key(key), 200)
            .json()
            .path("memories");
    assertThat(memories.findValuesAsText("content")).containsExactly(KEPT);
    assertThat(memories.path(0).path("version").asInt()).isEqualTo(2);
    assertThat(memories.path(0).path("id").asText()).isEqualTo(existing);
  }

  private Stream<Bad> requests() {
    return new BadRequests(key, existing, strangers).all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void aWrongRequestIsRefusedWithWhatWouldBeRight(Bad bad) {
    Reply reply = http.send(bad.call());

    assertThat(reply.status()).as(reply.text()).isEqualTo(bad.status());
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = reply.json();
    assertThat(problem.path("type").asText()).isEqualTo("urn:mnemon:error:" + bad.type());
    assertThat(problem.path("status").asInt()).isEqualTo(bad.status());
    assertThat(problem.path("title").asText()).isNotBlank();
    assertThat(problem.path("detail").asText()).isNotBlank();
    assertThat(problem.path("instance").asText()).matches("[0-9a-f]{32}");
    if (!bad.field().isEmpty()) {
      assertThat(problem.path("violations").findValuesAsText("field")).contains(bad.field());
    }
    assertThat(reply.text().replace("\\\"", "\"")).contains(bad.hint());
    if (bad.status() == 401) {
      assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
    }
    if (bad.status() == 405) {
      assertThat(reply.header("Allow")).isNotBlank();
    }
  }

  @Test
  void anIdempotencyKeyIsForOneBody() {
    Call first = add("Wilma owns a ladder.").key(key).header("Idempotency-Key", "ladder-1");
    String id = http.send(first, 201).json().path("id").asText();

    Reply again = http.send(first);
    Reply other = http.send(add("Wilma owns two.").key(key).header("Idempotency-Key", "ladder-1"));

    assertThat(again.json().path("id").asText()).isEqualTo(id);
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.json().path("type").asText())
        .isEqualTo("urn:mnemon:error:failed-precondition");
    assertThat(other.text()).contains("idempotency key", "another body");
    http.send(Call.of("DELETE", "/v1/memories/" + id).key(key), 204);
  }

  @Test
  void aCursorContinuesOnlyItsOwnRequest() {
    String id = http.send(add("Wilma likes plums.").key(key), 201).json().path("id").asText();
    String first = "/v1/memories?limit=1&user=" + BadRequests.USER;
    String cursor = http.send(Call.get(first).key(key), 200).json().path("next_cursor").asText();

    Reply other = http.send(Call.get("/v1/memories?limit=1&cursor=" + cursor).key(key), 400);

    assertThat(other.json().path("violations").findValuesAsText("field")).contains("cursor");
    http.send(Call.of("DELETE", "/v1/memories/" + id).key(key), 204);
  }

  @Test
  void theGoodItemsOfABatchAreKeptAndTheBadOnesAreNamed() {
    Map<String, Object> good =
        Map.of(
            "layer", "user", "scope", Map.of("user", BadRequests.USER), "content", "Wilma swims.");
    Map<String, Object> bad =
        Map.of("layer", "user", "scope", Map.of("user", BadRequests.USER), "content", "");

    JsonNode results =
        http.send(
                Call.post("/v1/memories:batch", Map.of("memories", List.of(good, bad))).key(key),
                200)
            .json()
            .path("results");

    assertThat(results.path(1).path("error").path("code").asText()).isEqualTo("INVALID_ARGUMENT");
    assertThat(results.path(1).path("error").path("field").asText()).endsWith("content");
    String id = results.path(0).path("memory").path("id").asText();
    http.send(Call.of("DELETE", "/v1/memories/" + id).key(key), 204);
  }

  private static void assertRefused(
      StatusRuntimeException failure, Status.Code code, String field) {
    assertThat(failure.getStatus().getCode()).isEqualTo(code);
    com.google.rpc.Status details = Objects.requireNonNull(StatusProto.fromThrowable(failure));
    List<String> fields =
        details.getDetailsList().stream()
            .filter(detail -> detail.is(BadRequest.class))
            .flatMap(detail -> violations(detail).stream())
            .map(BadRequest.FieldViolation::getField)
            .toList();
    if (!field.isEmpty()) {
      assertThat(fields).contains(field);
    }
    assertThat(details.getDetailsList()).anyMatch(detail -> detail.is(ErrorInfo.class));
  }

  private static List<BadRequest.FieldViolation> violations(com.google.protobuf.Any detail) {
    try {
      return detail.unpack(BadRequest.class).getFieldViolationsList();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError("the details cannot be read", e);
    }
  }

  @Test
  void grpcRefusesByTheFieldsOfItsRequests() {
    try (Grpc grpc = new Grpc(platform.grpcPort())) {
      var memories = grpc.memories(key);
      Memory.Builder empty =
          Memory.newBuilder()
              .setLayer("user")
              .setScope(Scope.newBuilder().setUser(BadRequests.USER));
      assertRefused(
          refusal(() -> memories.addMemory(AddMemoryRequest.newBuilder().setMemory(empty).build())),
          Status.Code.INVALID_ARGUMENT,
          "memory.content");
      assertRefused(
          refusal(
              () ->
                  memories.listMemories(
                      ListMemoriesRequest.newBuilder().setLimit(100_000).build())),
          Status.Code.INVALID_ARGUMENT,
          "limit");
      assertRefused(
          refusal(
              () ->
                  memories.getMemory(
                      GetMemoryRequest.newBuilder().setId(strangers.foreignMemory()).build())),
          Status.Code.NOT_FOUND,
          "");
      GetMemoryRequest get = GetMemoryRequest.newBuilder().setId(existing).build();
      assertRefused(
          refusal(() -> grpc.memories(strangers.expiredKey()).getMemory(get)),
          Status.Code.UNAUTHENTICATED,
          "");
      assertRefused(
          refusal(() -> MemoryServiceGrpc.newBlockingStub(grpc.channel()).getMemory(get)),
          Status.Code.UNAUTHENTICATED,
          "");
    }
  }

  private static StatusRuntimeException refusal(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run);
  }

  @Test
  void mcpRefusesInTheWordsOfItsTools() {
    JsonNode empty = mcp.tool(key, "memory_add", Map.of("user", BadRequests.USER, "content", ""));
    assertThat(empty.path("isError").asBoolean()).isTrue();
    assertThat(empty.path("structuredContent").findValuesAsText("field")).contains("content");

    JsonNode unknown = mcp.tool(key, "memory_search", Map.of("query", "x", "usr", "wilma"));
    assertThat(unknown.path("isError").asBoolean()).isTrue();
    assertThat(unknown.path("content").path(0).path("text").asText()).contains("user");

    assertThat(
            mcp.tool(key, "memory_get", Map.of("id", strangers.foreignMemory()))
                .path("structuredContent")
                .path("code")
                .asText())
        .isEqualTo("NOT_FOUND");
    assertThat(error(mcp.ask(key, "tools/call", Map.of("name", "memory_ad")))).isEqualTo(-32602);
    assertThat(error(mcp.ask(key, "tools/lst", Map.of()))).isEqualTo(-32601);
    assertThat(error(http.send(Call.of("POST", "/mcp").json("{").key(key), 400).json()))
        .isEqualTo(-32700);
    http.send(Call.of("POST", "/mcp").json("{}"), 401);
  }

  private static int error(JsonNode answer) {
    return answer.path("error").path("code").asInt();
  }
}
