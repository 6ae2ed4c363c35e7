package io.mnemon.gateway.compat.mem0;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.Calls;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import io.mnemon.tenancy.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddingTest {
  private static final String REFUSAL =
      "{\"error\": {\"code\": \"RESOURCE_EXHAUSTED\", \"message\": \"there are too many\"}}";

  private final List<ObjectNode> asked = new ArrayList<>();
  private final Adding adding = new Adding();
  private boolean hasModel;
  private String refused = "";
  private String result = "{\"memory\": {\"id\": \"m1\"}}";

  private final Calls calls =
      (method, request) -> {
        asked.add(request);
        if (request.path("infer").asText().equals("extract") && !hasModel) {
          throw new ServiceException(ErrorCode.FAILED_PRECONDITION, "no language model is set");
        }
        ObjectNode answer = Json.object();
        for (JsonNode memory : request.path("memories")) {
          boolean isRefused = memory.path("content").asText().equals(refused);
          answer.withArray("results").add(json(isRefused ? REFUSAL : result));
        }
        return answer.put("operation", request.path("infer").asText().equals("none") ? "" : "o1");
      };

  private static ObjectNode json(String text) {
    return Json.parse(ByteString.copyFromUtf8(text));
  }

  private JsonNode add(String body) {
    Answer answer =
        adding.add(
            new CompatRequest(
                Map.of(),
                Map.of(),
                name -> Optional.empty(),
                ByteString.copyFromUtf8(body),
                Caller.service("test"),
                calls));
    assertThat(answer.status()).isEqualTo(200);
    return Json.parse(answer.body());
  }

  private List<String> inferred() {
    return asked.stream().map(request -> request.path("infer").asText()).toList();
  }

  @Test
  void withoutAModelMessagesAreConsolidatedAsTheyAre() {
    JsonNode first = add("{\"messages\": \"I like tea\", \"user_id\": \"a\"}");
    add("{\"messages\": \"I like rum\", \"user_id\": \"a\"}");

    assertThat(inferred()).containsExactly("extract", "consolidate", "consolidate");
    assertThat(first.path("status").asText()).isEqualTo("PENDING");
    assertThat(first.path("event_id").asText()).isEqualTo("o1");
  }

  @Test
  void withAModelFactsAreFound() {
    hasModel = true;

    add("{\"messages\": \"I like tea\", \"user_id\": \"a\"}");

    assertThat(inferred()).containsExactly("extract");
  }

  @Test
  void aMessageIsPlacedByTheIdsAndKeptWhole() {
    add(
        """
        {"messages": [{"role": "system", "content": "You cook."},
                      {"role": "assistant", "content": [{"type": "text", "text": "one"},
                                                        {"type": "text", "text": "two"}]}],
         "user_id": "a", "agent_id": "b", "run_id": "r", "app_id": "x", "metadata": {"k": 1},
         "expiration_date": "2026-12-31", "timestamp": 1767225600, "infer": false}
        """);

    assertThat(asked.getFirst().path("memories").toString())
        .isEqualTo(
            "[{\"layer\":\"session\",\"scope\":{\"user\":\"a\",\"session\":\"r\"},"
                + "\"content\":\"one\\ntwo\",\"source\":\"conversation\","
                + "\"tags\":[\"app_id=x\",\"agent_id=b\",\"role=assistant\"],"
                + "\"metadata\":{\"k\":1},\"expires_at\":\"2027-01-01T00:00:00Z\","
                + "\"event_time\":\"2026-01-01T00:00:00Z\"}]");
    assertThat(inferred()).containsExactly("none");
  }

  @Test
  void whatIsKnownIsNoEvent() {
    result = "{\"memory\": {\"id\": \"m1\"}, \"duplicate_of\": \"m0\"}";

    JsonNode answer = add("{\"messages\": \"tea\", \"user_id\": \"a\", \"infer\": false}");

    assertThat(answer.at("/results/0/event").asText()).isEqualTo("NOOP");
    assertThat(answer.at("/results/0/id").asText()).isEqualTo("m0");
    assertThat(answer.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(answer.path("event_id").isNull()).isTrue();
  }

  @Test
  void whereNothingIsAddedTheRequestFails() {
    result = "{\"error\": {\"code\": \"NOT_FOUND\", \"message\": \"there is no user a\"}}";

    assertThatThrownBy(() -> add("{\"messages\": \"tea\", \"user_id\": \"a\"}"))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessage("there is no user a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{\"content\":\"tea\"},{\"content\":\"%s\"}]", "\"%s\""})
  void ofARequestThatCannotBeKeptNothingIs(String messages) {
    for (String text : List.of(" ", "é".repeat(32 * 1024 + 1))) {
      assertThatThrownBy(
              () ->
                  add("{\"user_id\": \"a\", \"messages\": %s}".formatted(messages.formatted(text))))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
          .hasMessageStartingWith("messages");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void whereSomeMessagesAreRefusedTheRequestHasNotSucceeded() {
    refused = "rum";

    assertThatThrownBy(
            () ->
                add(
                    """
                    {"messages": [{"role": "system", "content": "You cook."},
                                  {"content": "tea"}, {"content": "rum"}],
                     "user_id": "a", "infer": false}
                    """))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED))
        .hasMessage("1 of 2 messages were added; messages[2]: there are too many");
  }
}
