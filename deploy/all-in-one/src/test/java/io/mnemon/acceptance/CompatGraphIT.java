package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The tools of MCP's reference memory, with no right more than at other doors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompatGraphIT {
  private static final String PATH = "/compat/mcp-memory";

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private Http http;
  private String key;
  private String narrowKey;
  private String foreignKey;
  private String lenasKey;

  @BeforeAll
  void foundTwoCompanies() {
    http = Platform.shared().http();
    Control control = new Control(http, Platform.shared().adminKey());
    JsonNode made = control.tenant("graph " + run);
    String tenant = made.path("tenant").path("id").asText();
    Control company = new Control(http, made.path("key").asText());
    key = company.application(tenant, "everybody", "");
    narrowKey = company.application(tenant, "some", "mild-");
    company.principal("user", "lena", "");
    lenasKey = company.newKey(Map.of("principal", "lena")).path("key").asText();
    JsonNode other = control.tenant("other graph " + run);
    foreignKey =
        new Control(http, other.path("key").asText())
            .application(other.path("tenant").path("id").asText(), "foreign", "");
  }

  private static Call message(String user, String tool, Map<String, ?> arguments) {
    return Call.post(
        user.isEmpty() ? PATH : PATH + "?user=" + user,
        Map.of(
            "jsonrpc",
            "2.0",
            "id",
            1,
            "method",
            "tools/call",
            "params",
            Map.of("name", tool, "arguments", arguments)));
  }

  private JsonNode call(String token, String user, String tool, Map<String, ?> arguments) {
    return http.send(message(user, tool, arguments).key(token), 200).json().path("result");
  }

  private static Map<String, ?> entity(String name, String... observations) {
    return Map.of("name", name, "entityType", "person", "observations", List.of(observations));
  }

  private void create(String user, Map<String, ?> entity) {
    JsonNode created = call(key, user, "create_entities", Map.of("entities", List.of(entity)));
    assertThat(created.at("/structuredContent/entities")).hasSize(1);
  }

  private JsonNode graph(String token, String user) {
    return call(token, user, "read_graph", Map.of()).path("structuredContent");
  }

  @Test
  void anEntityIsAMemoryThatEveryDoorFinds() {
    create("ada", entity("Walter", "plays the bassoon"));
    create("ada", entity("Berta", "plays the bassoon"));
    call(
        key,
        "ada",
        "create_relations",
        Map.of(
            "relations",
            List.of(Map.of("from", "Walter", "to", "Berta", "relationType", "is married to"))));
    call(
        key,
        "ada",
        "add_observations",
        Map.of(
            "observations",
            List.of(Map.of("entityName", "Walter", "contents", List.of("bakes bread")))));

    JsonNode found =
        http.send(
                Call.post(
                        "/v1/memories/search",
                        Map.of("query", "who bakes bread", "scope", Map.of("user", "ada")))
                    .key(key),
                200)
            .json()
            .at("/results/0/memory");

    assertThat(found.path("content").asText())
        .isEqualTo("Walter (person)\nplays the bassoon\nbakes bread");
    assertThat(found.path("version").asLong()).isEqualTo(2);
    assertThat(graph(key, "ada").toString())
        .isEqualTo(
            ("{'entities':[{'name':'Walter','entityType':'person','observations':"
                    + "['plays the bassoon','bakes bread']},{'name':'Berta','entityType':'person',"
                    + "'observations':['plays the bassoon']}],'relations':[{'from':'Walter',"
                    + "'to':'Berta','relationType':'is married to'}]}")
                .replace('\'', '"'));
  }

  @Test
  void aPersonHasAGraphOfTheirOwn() {
    call(lenasKey, "", "create_entities", Map.of("entities", List.of(entity("Rex", "is a dog"))));

    assertThat(graph(lenasKey, "").toString()).contains("is a dog");
    assertThat(graph(key, "lena")).isEqualTo(graph(lenasKey, ""));
    JsonNode refused = call(lenasKey, "ada", "read_graph", Map.of());
    assertThat(refused.path("isError").asBoolean()).isTrue();
    assertThat(refused.at("/content/0/text").asText()).contains("ada").contains("not found");
  }

  @Test
  void otherCompaniesAndOtherSubjectsAreNotThere() {
    create("dora", entity("Bees", "live in the garden"));

    JsonNode read = call(narrowKey, "dora", "read_graph", Map.of());
    JsonNode added =
        call(
            narrowKey,
            "dora",
            "create_entities",
            Map.of("entities", List.of(entity("Wasps", "came"))));
    JsonNode nobody = http.send(message("", "read_graph", Map.of()).key(key), 200).json();

    for (JsonNode refused : List.of(read, added)) {
      assertThat(refused.path("isError").asBoolean()).isTrue();
      assertThat(refused.at("/content/0/text").asText()).contains("dora").contains("not found");
    }
    assertThat(nobody.at("/error/message").asText()).startsWith("user: is missing");
    assertThat(graph(foreignKey, "dora").path("entities")).isEmpty();
    call(foreignKey, "dora", "delete_entities", Map.of("entityNames", List.of("Bees")));
    assertThat(graph(key, "dora").toString()).contains("garden").doesNotContain("Wasps");
  }

  @Test
  void nobodyComesInWithoutACredential() {
    for (Call call :
        List.of(
            message("ada", "read_graph", Map.of()),
            message("ada", "read_graph", Map.of()).key("wrong"))) {
      JsonNode refused = http.send(call, 401).json();
      assertThat(refused.at("/error/message").asText()).isNotBlank();
    }
    http.send(Call.get(PATH).key(key), 405);
  }
}
