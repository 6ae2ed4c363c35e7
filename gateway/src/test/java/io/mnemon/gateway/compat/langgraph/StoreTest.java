package io.mnemon.gateway.compat.langgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.gateway.compat.Calls;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Json;
import io.mnemon.tenancy.Caller;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoreTest {
  private final Store store = new Store(InstantSource.system(), 10_000);
  private final List<ObjectNode> asked = new ArrayList<>();
  private final List<String> values = new ArrayList<>();

  /** Everything that is kept, whatever is asked, in its order; cursors are numbers. */
  private final Calls calls =
      (method, request) -> {
        asked.add(request);
        int from = request.path("cursor").asInt(0);
        int to = Math.min(values.size(), from + request.path("limit").asInt());
        ObjectNode answer = Json.object();
        ArrayNode found = answer.putArray(method.equals("SearchMemories") ? "results" : "memories");
        for (int i = from; i < to; i++) {
          ObjectNode memory = Json.object();
          ObjectNode metadata = memory.putObject("metadata").put("key", "k" + i);
          metadata.set("value", json(values.get(i)));
          found.add(
              method.equals("SearchMemories")
                  ? Json.object().put("score", 0.5).<ObjectNode>set("memory", memory)
                  : memory);
        }
        return to < values.size() ? answer.put("next_cursor", Integer.toString(to)) : answer;
      };

  private static ObjectNode json(String text) {
    return Json.parse(ByteString.copyFromUtf8(text.replace('\'', '"')));
  }

  private List<String> keys(String body) {
    JsonNode answer =
        Json.parse(
            store
                .search(
                    new CompatRequest(
                        Map.of(),
                        Map.of(),
                        name -> Optional.empty(),
                        ByteString.copyFromUtf8(body.replace('\'', '"')),
                        Caller.service("test"),
                        calls))
                .body());
    return answer.path("items").valueStream().map(item -> item.path("key").asText()).toList();
  }

  private void keep(int count) {
    IntStream.range(0, count).forEach(i -> values.add("{'n':" + i + "}"));
  }

  @Test
  void pagesOfASearchAreCutFromOneRanking() {
    keep(250);

    assertThat(keys("{'query':'tea','limit':3}")).containsExactly("k0", "k1", "k2");
    assertThat(keys("{'query':'tea','limit':3,'offset':12}")).containsExactly("k12", "k13", "k14");
    assertThat(asked).extracting(request -> request.path("limit").asInt()).containsOnly(3);
    asked.clear();

    assertThat(keys("{'query':'tea','limit':3,'offset':99}"))
        .containsExactly("k99", "k100", "k101");
    assertThat(keys("{'query':'tea','limit':50,'offset':230}")).hasSize(20);
    assertThat(keys("{'query':'tea','offset':2000}")).isEmpty();
    assertThat(asked).extracting(request -> request.path("limit").asInt()).containsOnly(100);
  }

  @Test
  void pagesHoldWhatTheValueItselfAnswersTo() {
    for (int i = 0; i < 400; i++) {
      values.add(i % 50 == 7 ? "{'tags':'a'}" : "{'tags':['a','b']}");
    }

    assertThat(keys("{'filter':{'tags':'a'},'limit':3}")).containsExactly("k7", "k57", "k107");
    assertThat(keys("{'filter':{'tags':'a'},'limit':3,'offset':6}"))
        .containsExactly("k307", "k357");
    assertThat(keys("{'filter':{'tags':['a','b']},'limit':3,'offset':48}"))
        .containsExactly("k49", "k50", "k51");
    assertThat(keys("{'query':'x','filter':{'tags':'a'},'limit':3,'offset':2}"))
        .containsExactly("k107", "k157", "k207");
  }

  @Test
  void whereTooLittleFitsThatIsSaid() {
    keep(10_001);

    assertThatThrownBy(() -> keys("{'filter':{'n':{'$ne':null},'m':1}}"))
        .hasMessageStartingWith("filter: fits too few of the newest 10000 items");
  }
}
