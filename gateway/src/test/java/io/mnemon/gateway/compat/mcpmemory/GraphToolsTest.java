package io.mnemon.gateway.compat.mcpmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.Calls;
import io.mnemon.gateway.compat.HeapMemories;
import io.mnemon.gateway.compat.Json;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphToolsTest {
  private static final String LEA =
      "{'name':'Lea','entityType':'person','observations':['sails','drinks tea']}";
  private static final String MAX = "{'name':'Max','entityType':'person','observations':[]}";
  private static final String KNOWS = "{'from':'Lea','to':'Max','relationType':'knows'}";

  private final HeapMemories memories = new HeapMemories();
  private final GraphTools tools = new GraphTools(new Graph.Limits(5, 10_000, 3, 3));

  private static JsonNode json(String text) {
    return Json.parse(ByteString.copyFromUtf8(text.replace('\'', '"')));
  }

  private ObjectNode result(Optional<String> user, String name, String arguments) {
    return tools.call(memories, user, name, json(arguments));
  }

  private String call(String name, String arguments) {
    ObjectNode result = result(Optional.empty(), name, arguments);
    return result.has("isError")
        ? "Error: " + result.at("/content/0/text").asText()
        : result.path("structuredContent").toString().replace('"', '\'');
  }

  private void createBoth() {
    call("create_entities", "{'entities':[" + LEA + "," + MAX + "]}");
    call("create_relations", "{'relations':[" + KNOWS + "]}");
  }

  private String graph() {
    return call("read_graph", "{}");
  }

  @Test
  void whatIsCreatedIsThereOnce() {
    assertThat(call("create_entities", "{'entities':[" + LEA + "," + MAX + "]}"))
        .isEqualTo("{'entities':[" + LEA + "," + MAX + "]}");
    assertThat(
            call(
                "create_entities",
                "{'entities':[{'name':'Lea','entityType':'ship','observations':[]}]}"))
        .isEqualTo("{'entities':[]}");
    assertThat(call("create_relations", "{'relations':[" + KNOWS + "," + KNOWS + "]}"))
        .isEqualTo("{'relations':[" + KNOWS + "]}");
    assertThat(graph())
        .isEqualTo("{'entities':[" + LEA + "," + MAX + "],'relations':[" + KNOWS + "]}");
  }

  @Test
  void whereNotAllCanBeCreatedTheRestIsNamed() {
    String name = "n".repeat(120);
    String large =
        "{'name':'%s','entityType':'t','observations':['%s']}".formatted(name, "x".repeat(17_000));

    assertThat(call("create_entities", "{'entities':[" + LEA + "," + large + "," + MAX + "]}"))
        .isEqualTo(
            "Error: " + "n".repeat(100) + "…: metadata: has too many bytes; created were Lea, Max");
    assertThat(call("create_entities", "{'entities':[" + LEA + "," + large + "]}"))
        .isEqualTo("Error: " + "n".repeat(100) + "…: metadata: has too many bytes");
    assertThat(graph()).isEqualTo("{'entities':[" + LEA + "," + MAX + "],'relations':[]}");
  }

  @Test
  void whatIsDeletedMeanwhileIsNotFound() {
    createBoth();
    memories.beforeNextWrite(() -> call("delete_entities", "{'entityNames':['Lea']}"));

    assertThat(call("add_observations", "{'observations':[{'entityName':'Lea','contents':['x']}]}"))
        .isEqualTo("Error: Entity with name Lea not found");
    assertThat(graph()).isEqualTo("{'entities':[" + MAX + "],'relations':[]}");
  }

  @Test
  void twentyMistakesAreEnough() {
    String wrong = call("create_entities", "{'entities':[" + "1,".repeat(5_000) + "1]}");

    assertThat(wrong.lines()).hasSize(20);
    assertThat(wrong).contains("at entities[19]").doesNotContain("entities[20]");
  }

  @Test
  void aGraphThatIsTooLargeSaysSo() {
    String long1 = "{'name':'A','entityType':'t','observations':['" + "x".repeat(9_000) + "']}";
    String long2 = "{'name':'B','entityType':'t','observations':['" + "x".repeat(9_000) + "']}";
    assertThat(call("create_entities", "{'entities':[" + long1 + "]}")).doesNotContain("Error");
    assertThat(call("create_entities", "{'entities':[" + long2 + "]}")).doesNotContain("Error");

    assertThat(graph()).startsWith("Error: the graph has more than 10000 characters");
  }

  @Test
  void theTextIsIndentedAsTheReferenceDoes() {
    createBoth();

    assertThat(
            result(Optional.empty(), "open_nodes", "{'names':['Max']}")
                .at("/content/0/text")
                .asText())
        .isEqualTo(
            """
            {
              "entities": [
                {
                  "name": "Max",
                  "entityType": "person",
                  "observations": []
                }
              ],
              "relations": [
                {
                  "from": "Lea",
                  "to": "Max",
                  "relationType": "knows"
                }
              ]
            }""");
  }

  @Test
  void observationsKeepTheirOrder() {
    createBoth();

    assertThat(
            call(
                "add_observations",
                "{'observations':[{'entityName':'Lea','contents':['sails','is old']},"
                    + "{'entityName':'Max','contents':[]}]}"))
        .isEqualTo(
            "{'results':[{'entityName':'Lea','addedObservations':['is old']},"
                + "{'entityName':'Max','addedObservations':[]}]}");
    assertThat(
            call(
                "delete_observations",
                "{'deletions':[{'entityName':'Lea','observations':['drinks tea','none']},"
                    + "{'entityName':'Nobody','observations':['x']}]}"))
        .isEqualTo("{'success':true,'message':'Observations deleted successfully'}");
    assertThat(graph()).contains("'observations':['sails','is old']");
  }

  @Test
  void nothingIsAddedIfOneEntityIsMissing() {
    createBoth();

    assertThat(
            call(
                "add_observations",
                "{'observations':[{'entityName':'Lea','contents':['is old']},"
                    + "{'entityName':'Nobody','contents':[]}]}"))
        .isEqualTo("Error: Entity with name Nobody not found");
    assertThat(graph()).doesNotContain("is old");
  }

  @Test
  void ofTwoWhoAddAtOnceNoneIsLost() {
    createBoth();
    String one = "{'observations':[{'entityName':'Lea','contents':['one']}]}";
    memories.beforeNextWrite(() -> call("add_observations", one));

    call("add_observations", "{'observations':[{'entityName':'Lea','contents':['one','two']}]}");

    assertThat(graph()).contains("'observations':['sails','drinks tea','one','two']");
  }

  @Test
  void searchingFindsTextsAndTheRelationsOfWhatIsFound() {
    createBoth();

    assertThat(call("search_nodes", "{'query':'TEA'}"))
        .isEqualTo("{'entities':[" + LEA + "],'relations':[" + KNOWS + "]}");
    assertThat(call("search_nodes", "{'query':'none'}"))
        .isEqualTo("{'entities':[],'relations':[]}");
    assertThat(call("open_nodes", "{'names':['Max','Nobody']}"))
        .isEqualTo("{'entities':[" + MAX + "],'relations':[" + KNOWS + "]}");
  }

  @Test
  void whoIsDeletedLosesTheirRelations() {
    createBoth();

    assertThat(call("delete_entities", "{'entityNames':['Max','Nobody']}"))
        .isEqualTo("{'success':true,'message':'Entities deleted successfully'}");
    assertThat(graph()).isEqualTo("{'entities':[" + LEA + "],'relations':[]}");
    call("create_entities", "{'entities':[" + MAX + "]}");
    call("create_relations", "{'relations':[" + KNOWS + "]}");
    assertThat(call("delete_relations", "{'relations':[" + KNOWS + "]}"))
        .isEqualTo("{'success':true,'message':'Relations deleted successfully'}");
    assertThat(graph()).isEqualTo("{'entities':[" + LEA + "," + MAX + "],'relations':[]}");
  }

  @Test
  void everyUserHasAGraph() {
    result(Optional.of("lea"), "create_entities", "{'entities':[" + LEA + "]}");

    assertThat(result(Optional.of("max"), "read_graph", "{}").path("structuredContent").toString())
        .isEqualTo("{\"entities\":[],\"relations\":[]}");
    assertThat(result(Optional.of("lea"), "read_graph", "{}").toString()).contains("sails");
  }

  @Test
  void thereIsALimitToAGraph() {
    assertThat(
            call(
                "create_entities",
                "{'entities':[" + LEA + "," + MAX + "," + LEA + "," + MAX + "]}"))
        .isEqualTo("Error: 4 are too many for one call: send at most 3");
    for (int i = 0; i < 5; i++) {
      call("create_entities", "{'entities':[" + MAX.replace("Max", "Max " + i) + "]}");
    }
    assertThat(call("create_relations", "{'relations':[" + KNOWS + "]}"))
        .isEqualTo("Error: the graph may have 5 entities and relations: delete some first");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "create_entities | {} | expected array, received undefined at entities",
        "create_entities | {'entities':'x'} | expected array, received string at entities",
        "create_entities | {'entities':[7]} | expected object, received number at entities[0]",
        "create_entities | {'entities':[{'name':'a','entityType':'b','observations':[null]}]}"
            + " | expected string, received null at entities[0].observations[0]",
        "search_nodes | {'query':true} | expected string, received boolean at query",
        "open_nodes | {'names':[['a']]} | expected string, received array at names[0]",
      })
  void aMistakeIsNamedAsTheReferenceDoes(String name, String arguments, String message) {
    assertThat(call(name, arguments))
        .isEqualTo(
            "Error: MCP error -32602: Input validation error: Invalid arguments for tool "
                + name
                + ": Invalid input: "
                + message);
  }

  @Test
  void whatIsWrongIsAllNamed() {
    assertThat(call("create_relations", "{'relations':[{'from':1,'more':2}]}"))
        .endsWith(
            "create_relations: Invalid input: expected string, received number at"
                + " relations[0].from\nInvalid input: expected string, received undefined at"
                + " relations[0].to\nInvalid input: expected string, received undefined at"
                + " relations[0].relationType");
    assertThat(call("nothing", "{}")).isEqualTo("Error: MCP error -32602: Tool nothing not found");
  }

  @Test
  void aRefusalIsAnAnswerButALimitIsNot() {
    Calls closed =
        (method, request) -> {
          throw ServiceException.notFound("user sven");
        };
    Calls exhausted =
        (method, request) -> {
          throw ServiceException.exhausted("slower", Duration.ofSeconds(1));
        };

    assertThat(tools.call(closed, Optional.of("sven"), "read_graph", json("{}")).toString())
        .contains("user sven was not found")
        .contains("\"isError\":true");
    assertThatThrownBy(() -> tools.call(exhausted, Optional.empty(), "read_graph", json("{}")))
        .isInstanceOf(ServiceException.class);
  }
}
