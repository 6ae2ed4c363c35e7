package io.mnemon.gateway.compat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryPagesTest {
  private final List<String> asked = new ArrayList<>();

  /** A list of so many memories, whose cursors are numbers. */
  private Calls list(int size) {
    return (method, request) -> {
      asked.add(request.toString());
      int from = request.path("cursor").asInt(0);
      int to = Math.min(size, from + request.path("limit").asInt());
      ObjectNode answer = Json.object();
      ArrayNode memories = answer.putArray("memories");
      for (int i = from; i < to; i++) {
        memories.addObject().put("id", i);
      }
      return to < size ? answer.put("next_cursor", Integer.toString(to)) : answer;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "0, 50, 0, false, 1",
    "50, 50, 50, false, 1",
    "51, 50, 50, true, 1",
    "250, 1000, 250, false, 3",
    "250, 120, 120, true, 2"
  })
  void asMuchIsReadAsIsAskedFor(int size, int atMost, int read, boolean more, int calls) {
    List<Integer> ids = new ArrayList<>();
    MemoryPages.Walked walked =
        MemoryPages.each(
            list(size),
            "ListMemories",
            Json.object(),
            "memories",
            atMost,
            (memory, index) -> {
              assertThat(memory.path("id").asInt()).isEqualTo(index);
              ids.add(index);
            });

    assertThat(ids).hasSize(read);
    assertThat(walked).isEqualTo(new MemoryPages.Walked(read, more));
    assertThat(asked).hasSize(calls);
  }
}
