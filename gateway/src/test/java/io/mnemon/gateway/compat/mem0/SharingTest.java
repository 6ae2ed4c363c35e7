package io.mnemon.gateway.compat.mem0;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.Calls;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Json;
import io.mnemon.tenancy.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharingTest {
  private final ObjectNode memory = Json.object().put("id", "m1").put("version", "1");
  private Runnable beforeNextWrite = () -> {};

  /** One memory with its tags and versions. */
  private final Calls calls =
      (method, request) ->
          switch (method) {
            case "ListMemories" -> {
              ObjectNode answer = Json.object();
              if (tags().containsAll(texts(request.path("tags")))) {
                answer.putArray("memories").add(memory.deepCopy());
              }
              yield answer;
            }
            case "GetMemory" -> memory.deepCopy();
            case "UpdateMemory" -> {
              Runnable happens = beforeNextWrite;
              beforeNextWrite = () -> {};
              happens.run();
              if (!request.path("expected_version").equals(memory.get("version"))) {
                throw new ServiceException(ErrorCode.ABORTED, "somebody else was faster");
              }
              memory.set("tags", request.at("/memory/tags"));
              yield memory.put("version", memory.path("version").asText() + "1").deepCopy();
            }
            default -> throw new AssertionError("nobody calls " + method);
          };

  private final CompatRequest request =
      new CompatRequest(
          Map.of(),
          Map.of(),
          name -> Optional.empty(),
          ByteString.EMPTY,
          Caller.service("test"),
          calls);

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }

  private List<String> tags() {
    return texts(memory.path("tags"));
  }

  private void tagged(String tags) {
    memory.putArray("tags");
    for (String tag : tags.split(" ")) {
      memory.withArray("tags").add(tag);
    }
  }

  private static Entities entities(String app, String agent, String run) {
    Entities entities = Entities.NONE.with("user_id", "a");
    entities = app.equals("-") ? entities : entities.with("app_id", app);
    entities = agent.equals("-") ? entities : entities.with("agent_id", agent);
    return run.equals("-") ? entities : entities.with("run_id", run);
  }

  @ParameterizedTest
  @CsvSource({
    "food app_id=x, x, -, -, app_id=x food",
    "food, -, -, -, food",
    "app_id=x, y, -, -, app_id=x app_id=y mem0=apps",
    "food, y, -, -, app_id= app_id=y food mem0=apps",
    "app_id=x, -, -, -, app_id= app_id=x mem0=apps",
    "app_id=x app_id=y mem0=apps, z, -, -, app_id=x app_id=y app_id=z mem0=apps",
    "agent_id=b, -, c, r, agent_id=b agent_id=c mem0=agents",
    "agent_id=b, -, b, r, agent_id=b",
    "food, -, c, -, food",
    "food, -, c, r, agent_id= agent_id=c food mem0=agents",
  })
  void whoSaysTheSameIsAdded(String before, String app, String agent, String run, String after) {
    tagged(before);

    Sharing.join(request, memory.deepCopy(), entities(app, agent, run));

    assertThat(String.join(" ", new TreeSet<>(tags()))).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({
    "app_id=x app_id=y mem0=apps, app_id=x, 1, app_id=y",
    "app_id= app_id=y food mem0=apps, app_id=y, 1, food",
    "app_id=x app_id=y app_id=z mem0=apps, app_id=y, 1, app_id=x app_id=z mem0=apps",
    "app_id=x, app_id=x, 0, app_id=x",
    "agent_id=b agent_id=c mem0=agents, agent_id=b, 1, agent_id=c",
    "agent_id=b agent_id=c app_id=x mem0=agents, app_id=x, 0, agent_id=b agent_id=c app_id=x mem0=agents",
  })
  void whoLeavesTakesNothingFromTheOthers(String before, String tag, int left, String after) {
    tagged(before);
    ObjectNode selection = Json.object();
    selection.putArray("tags").add(tag);

    assertThat(Sharing.leave(request, selection)).isEqualTo(left);

    assertThat(String.join(" ", new TreeSet<>(tags()))).isEqualTo(after);
    assertThat(selection.at("/filter/AND/0/NOT/tags").asText()).startsWith("mem0=");
  }

  @Test
  void ofTwoWhoSayItAtOnceBothAreAdded() {
    tagged("app_id=x");
    JsonNode read = memory.deepCopy();
    beforeNextWrite = () -> Sharing.join(request, memory.deepCopy(), entities("y", "-", "-"));

    Sharing.join(request, read, entities("z", "-", "-"));

    assertThat(tags()).contains("app_id=x", "app_id=y", "app_id=z", "mem0=apps");
  }

  @Test
  void thatOneIsShownWhoWasAskedFor() {
    tagged("app_id= app_id=x app_id=y mem0=apps food");

    assertThat(Views.memory(memory).path("app_id").asText()).isEqualTo("x");
    ObjectNode shown = Views.memory(memory, entities("y", "-", "-"));
    assertThat(shown.path("app_id").asText()).isEqualTo("y");
    assertThat(texts(shown.path("categories"))).containsExactly("food");
    assertThat(Views.names(memory, shown, "app_id")).containsExactlyInAnyOrder("x", "y");
  }
}
