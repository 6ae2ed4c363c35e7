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
    MemoryPages.Read pages =
        MemoryPages.read(list(size), "ListMemories", Json.object(), "memories", atMost);

    assertThat(pages.items()).hasSize(read);
    assertThat(pages.more()).isEqualTo(more);
    assertThat(asked).hasSize(calls);
  }

  @ParameterizedTest
  @CsvSource({"0, 2, 2", "4, 2, 1", "5, 2, 0", "900, 2147483647, 0"})
  void aPartEndsWhereTheListEnds(int offset, int limit, int size) {
    MemoryPages.Read read =
        MemoryPages.read(list(5), "ListMemories", Json.object(), "memories", 100);

    assertThat(read.part(offset, limit)).hasSize(size);
  }
}
