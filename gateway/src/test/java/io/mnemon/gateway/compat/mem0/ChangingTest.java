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
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangingTest {
  private final List<ObjectNode> asked = new ArrayList<>();
  private final Changing changing = new Changing(10);

  /** Two memories of every selection, none of them shared, which go with the confirmation. */
  private final Calls calls =
      (method, request) -> {
        if (method.equals("ListMemories")) {
          return Json.object();
        }
        assertThat(method).isEqualTo("DeleteMemories");
        asked.add(request);
        return request.has("confirmation")
            ? Json.object().put("count", "0").put("deleted", "2")
            : Json.object().put("count", "2").put("confirmation", "sure");
      };

  private static CompatRequest request(
      Map<String, String> variables, Map<String, String> query, Calls calls) {
    return new CompatRequest(
        variables,
        query,
        name -> Optional.empty(),
        ByteString.EMPTY,
        Caller.service("test"),
        calls);
  }

  private JsonNode deleteAll(Map<String, String> query) {
    return answer(changing::deleteAll, request(Map.of(), query, calls));
  }

  private static JsonNode answer(Function<CompatRequest, Answer> operation, CompatRequest request) {
    return Json.parse(operation.apply(request).body());
  }

  @Test
  void onlyWhatHasTheMetadataIsDeleted() {
    JsonNode done =
        deleteAll(
            Map.of(
                "user_id",
                "a",
                "metadata",
                "{\"topic\":\"old\"}",
                "org_id",
                "o",
                "project_id",
                "p"));

    assertThat(done.path("deleted").asInt()).isEqualTo(2);
    assertThat(asked).hasSize(2);
    assertThat(asked)
        .allSatisfy(
            request ->
                assertThat(request.path("filter").toString())
                    .isEqualTo("{\"AND\":[{\"AND\":[{\"metadata.topic\":\"old\"}]}]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata | {'topic': 'old'} | metadata: is not valid JSON",
        "metadata | [\"old\"] | metadata: must be a JSON object",
        "metadata | {} | metadata: is empty",
        "filters | {\"user_id\":\"b\"} | filters: is not known here",
        "categories | food | categories: is not known here",
        "start_date | 2026-01-01 | start_date: is not known here",
      })
  void whatWouldHaveNarrowedADeletionIsNotPassedOver(String name, String value, String message) {
    assertThatThrownBy(() -> deleteAll(Map.of("user_id", "a", name, value)))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageStartingWith(message);
    assertThat(asked).isEmpty();
  }

  @Test
  void whatAnAgentHasInRunsIsDeletedToo() {
    JsonNode done = deleteAll(Map.of("agent_id", "b", "user_id", "a", "app_id", "x"));

    assertThat(done.path("deleted").asInt()).isEqualTo(4);
    assertThat(asked.stream().map(request -> request.toString().replace('"', '\'')))
        .startsWith(
            "{'layers':['agent'],'scope':{'user':'a','agent':'b'},'tags':['app_id=x'],"
                + "'filter':{'AND':[{'NOT':{'tags':'mem0=apps'}}]}}",
            "{'layers':['session'],'scope':{'user':'a'},'tags':['app_id=x','agent_id=b'],"
                + "'filter':{'AND':[{'NOT':{'tags':'mem0=apps'}},"
                + "{'NOT':{'tags':'mem0=agents'}}]}}")
        .hasSize(4);
  }

  @Test
  void somebodyIsDeletedWholeOrNotAtAll() {
    CompatRequest narrowed =
        request(Map.of("type", "user", "name", "a"), Map.of("run_id", "r"), calls);

    assertThatThrownBy(() -> changing.deleteEntity(narrowed))
        .hasMessageStartingWith("run_id: is not known here");
    assertThat(asked).isEmpty();
  }

  @Test
  void ofAChainOfMemoriesWhatIsThereIsDeleted() {
    Map<String, String> chain = Map.of("m4", "m3", "m2", "m1");
    List<String> deleted = new ArrayList<>();
    Calls memories =
        (method, request) -> {
          String id = request.path("id").asText();
          if (id.equals("m3") || id.equals("m1")) {
            throw ServiceException.notFound("memory " + id);
          }
          if (method.equals("DeleteMemory")) {
            deleted.add(id);
            return Json.object();
          }
          ObjectNode memory = Json.object().put("id", id);
          memory.putArray("supersedes").add("m2").add(chain.get(id));
          return memory;
        };

    answer(
        changing::delete, request(Map.of("id", "m4"), Map.of("delete_linked", "true"), memories));

    assertThat(deleted).containsExactly("m2", "m4");
    assertThatThrownBy(
            () ->
                changing.delete(
                    request(Map.of("id", "m3"), Map.of("delete_linked", "true"), memories)))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }
}
