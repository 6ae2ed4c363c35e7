package io.mnemon.gateway.compat.mem0;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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

class ReadingTest {
  private final List<ObjectNode> asked = new ArrayList<>();
  private final Reading reading = new Reading(300, 10_000);
  private int kept;

  /** So many memories, whatever is asked; cursors are numbers. */
  private final Calls calls =
      (method, request) -> {
        asked.add(request);
        int from = request.path("cursor").asInt(0);
        int to = Math.min(kept, from + request.path("limit").asInt());
        ObjectNode answer = Json.object();
        boolean isSearch = method.equals("SearchMemories");
        ArrayNode found = answer.putArray(isSearch ? "results" : "memories");
        for (int i = from; i < to; i++) {
          ObjectNode memory = Json.object().put("id", "m" + i);
          found.add(isSearch ? Json.object().<ObjectNode>set("memory", memory) : memory);
        }
        return to < kept ? answer.put("next_cursor", Integer.toString(to)) : answer;
      };

  private JsonNode answer(
      Function<CompatRequest, Answer> operation, Map<String, String> query, String body) {
    return Json.parse(operation.apply(request(query, body)).body());
  }

  private CompatRequest request(Map<String, String> query, String body) {
    return new CompatRequest(
        Map.of(),
        query,
        name -> Optional.empty(),
        ByteString.copyFromUtf8(body.replace('\'', '"')),
        Caller.service("test"),
        calls);
  }

  private JsonNode search(String body) {
    return answer(reading::search, Map.of(), body);
  }

  private JsonNode page(Map<String, String> query, String body) {
    return answer(reading::page, query, body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'categories':['food','tea'] | {'tags':{'in':['food','tea']}}",
        "'categories':'food,tea' | {'tags':{'in':['food','tea']}}",
        "'start_date':'2026-05-01' | {'created_at':{'gte':'2026-05-01T00:00:00Z'}}",
        "'end_date':'2026-05-01' | {'created_at':{'lt':'2026-05-02T00:00:00Z'}}",
        "'end_date':'2026-05-01T10:00:00+02:00' | {'created_at':{'lte':'2026-05-01T08:00:00Z'}}",
        "'metadata':{'k':1} | {'AND':[{'metadata.k':1}]}",
        "'latest_only':true | {'valid_to':{'exists':false}}",
      })
  void whatStandsBesideTheFiltersNarrowsToo(String option, String condition) {
    String filters = "{'filters':{'user_id':'a','metadata.n':2}," + option;

    search(filters + ",'query':'x'}");
    page(Map.of(), filters + "}");

    assertThat(asked)
        .hasSize(2)
        .allSatisfy(
            request ->
                assertThat(request.path("filter").toString().replace('"', '\''))
                    .isEqualTo("{'AND':[{'metadata.n':2}," + condition + "]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'keywords':'x' | keywords: is not known here",
        "'memory_ids':['x'] | memory_ids: is not known here",
        "'categories':[] | categories: is empty",
        "'categories':3 | categories: must be a list",
        "'start_date':'yesterday' | start_date: is no time",
        "'end_date':'2026-05-01T10' | end_date: is no time",
        "'user_id':'b' | filters: name somebody else",
      })
  void whatCannotNarrowIsRefused(String option, String message) {
    String filters = "{'filters':{'user_id':'a'}," + option;

    for (Runnable request :
        List.<Runnable>of(
            () -> search(filters + ",'query':'x'}"), () -> page(Map.of(), filters + "}"))) {
      assertThatThrownBy(request::run)
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
          .hasMessageStartingWith(message);
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void whatChangesNothingIsAccepted() {
    search("{'filters':{'user_id':'a'},'query':'x','rerank':true,'output_format':'v1.1'}");

    assertThat(asked.getFirst().has("filter")).isFalse();
  }

  @Test
  void aPageMayBeAskedForInTheBody() {
    kept = 5;

    JsonNode second = page(Map.of(), "{'filters':{'user_id':'a'},'page':2,'page_size':2}");
    JsonNode third =
        page(Map.of("page", "3"), "{'filters':{'user_id':'a'},'page':2,'page_size':2}");
    JsonNode bare =
        answer(reading::bareList, Map.of(), "{'filters':{'user_id':'a'},'page':4,'page_size':2}");

    assertThat(second.path("results").findValuesAsText("id")).containsExactly("m2", "m3");
    assertThat(third.path("results").findValuesAsText("id")).containsExactly("m4");
    assertThat(third.path("next").isNull()).isTrue();
    assertThat(bare.path("results")).isEmpty();
  }

  @Test
  void aBareListIsAsLongAsWasAskedFor() {
    kept = 5;

    String bare =
        reading.bareList(request(Map.of("user_id", "a", "limit", "2"), "")).body().toStringUtf8();

    assertThat(bare).contains("m1").doesNotContain("m2");
  }

  @Test
  void answersMayBeAsLongAsTheOriginals() {
    kept = 1_200;

    assertThat(search("{'filters':{'user_id':'a'},'query':'x','top_k':1000}").path("results"))
        .hasSize(1_000);
    assertThat(search("{'filters':{'user_id':'a'},'query':'x','top_k':150}").path("results"))
        .hasSize(150);
    assertThat(page(Map.of("page_size", "200"), "{'filters':{'user_id':'a'}}").path("results"))
        .hasSize(200);
  }
}
