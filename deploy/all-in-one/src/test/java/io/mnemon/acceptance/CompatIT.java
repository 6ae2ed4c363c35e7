package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The interfaces of other systems, each as its clients speak it, and with no right more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompatIT {
  private static final String MEM0 = "/compat/mem0";
  private static final String ITEMS = "/compat/langgraph/store/items";

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private Http http;
  private Control acme;
  private String tenant;
  private String key;
  private String narrowKey;
  private String foreignKey;

  @BeforeAll
  void foundTwoCompanies() {
    Platform platform = Platform.shared();
    http = platform.http();
    Control control = new Control(http, platform.adminKey());
    JsonNode made = control.tenant("compat " + run);
    tenant = made.path("tenant").path("id").asText();
    acme = new Control(http, made.path("key").asText());
    key = acme.application(tenant, "everybody", "");
    narrowKey = acme.application(tenant, "some", "mild-");
    JsonNode other = control.tenant("compat other " + run);
    foreignKey =
        new Control(http, other.path("key").asText())
            .application(other.path("tenant").path("id").asText(), "foreign", "");
  }

  private Reply mem0(String verb, String path, Object body) {
    return mem0(key, verb, path, body);
  }

  private Reply mem0(String token, String verb, String path, Object body) {
    Call call = Call.of(verb, MEM0 + path).header("Authorization", "Token " + token);
    return http.send(body.equals("") ? call : call.json(Json.write(body)));
  }

  private String added(String user, String text) {
    JsonNode answer =
        mem0(
                "POST",
                "/v3/memories/add/",
                Map.of(
                    "messages",
                    List.of(Map.of("role", "user", "content", text)),
                    "user_id",
                    user,
                    "infer",
                    false))
            .expect(200)
            .json();
    return answer.at("/results/0/id").asText();
  }

  private List<String> memories(String user) {
    JsonNode page =
        mem0("POST", "/v3/memories/", Map.of("filters", Map.of("user_id", user)))
            .expect(200)
            .json();
    List<String> texts = new ArrayList<>();
    page.path("results").forEach(one -> texts.add(one.path("memory").asText()));
    assertThat(page.path("count").asInt()).isEqualTo(texts.size());
    return texts;
  }

  @Test
  void whatOneClientAddsEveryDoorFinds() {
    String id = added("nora", "Nora sails to Madeira");

    JsonNode found =
        http.send(Call.post("/v1/memories/search", Map.of("query", "sailing")).key(key), 200)
            .json();
    JsonNode theirs =
        mem0(
                "POST",
                "/v3/memories/search/",
                Map.of(
                    "query",
                    "sailing",
                    "filters",
                    Map.of("AND", List.of(Map.of("user_id", "nora")))))
            .expect(200)
            .json();

    assertThat(found.at("/results/0/memory/id").asText()).isEqualTo(id);
    assertThat(theirs.at("/results/0/id").asText()).isEqualTo(id);
    assertThat(theirs.at("/results/0/user_id").asText()).isEqualTo("nora");
    assertThat(theirs.at("/results/0/memory").asText()).isEqualTo("Nora sails to Madeira");
    JsonNode first =
        mem0("POST", "/v1/memories/search/", Map.of("query", "sailing", "user_id", "nora")).json();
    assertThat(first.isArray()).isTrue();
    assertThat(first.at("/0/id").asText()).isEqualTo(id);
    assertThat(mem0("GET", "/v1/memories/?user_id=nora", "").json().at("/0/id").asText())
        .isEqualTo(id);
    assertThat(
            mem0("GET", "/v2/memories/?user_id=nora&page=1&page_size=5", "")
                .json()
                .at("/results/0/id")
                .asText())
        .isEqualTo(id);
  }

  @Test
  void usersAndAgentsMayBeCalledByUuids() {
    String user = UUID.randomUUID().toString();
    String agent = UUID.randomUUID().toString();
    added(user, "Xenia collects stamps");
    mem0(
            "POST",
            "/v3/memories/add/",
            Map.of(
                "messages",
                "Xenia likes brief answers",
                "user_id",
                user,
                "agent_id",
                agent,
                "infer",
                false))
        .expect(200);
    put(key, List.of(user, "notes"), "stamps", Map.of("text", "A blue one"), 204);

    JsonNode found =
        mem0(
                "POST",
                "/v3/memories/search/",
                Map.of("query", "stamps", "filters", Map.of("user_id", user)))
            .expect(200)
            .json();
    JsonNode entities = mem0("GET", "/v1/entities/", "").expect(200).json();

    assertThat(found.at("/results/0/user_id").asText()).isEqualTo(user);
    assertThat(memories(user))
        .contains("Xenia collects stamps", "Xenia likes brief answers", "A blue one");
    assertThat(entities.findValuesAsText("name")).contains(user, agent);
    assertThat(item(user + ".notes", "stamps").at("/value/text").asText()).isEqualTo("A blue one");
    mem0("DELETE", "/v1/memories/?user_id=" + user, "").expect(200);
    assertThat(memories(user)).isEmpty();
  }

  @Test
  void messagesAreKeptWordForWordAndConsolidatedWhereNoModelIsSet() {
    List<Map<String, String>> messages =
        List.of(
            Map.of("role", "system", "content", "You are a cook."),
            Map.of("role", "user", "content", "Otto lives in Porto"),
            Map.of("role", "assistant", "content", "What a fine city, Otto!"));

    JsonNode answer =
        mem0("POST", "/v1/memories/", Map.of("messages", messages, "user_id", "otto"))
            .expect(200)
            .json();
    assertThat(answer.path("status").asText()).isEqualTo("PENDING");
    String event = answer.path("event_id").asText();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        mem0("GET", "/v1/event/" + event + "/", "")
                            .expect(200)
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("SUCCEEDED"));

    assertThat(memories("otto"))
        .containsExactlyInAnyOrder("Otto lives in Porto", "What a fine city, Otto!");
  }

  @Test
  void deletingAllOfOneUserLeavesTheOthers() {
    added("pia", "Pia paints");
    added("pia", "Pia sings");
    added("quin", "Quin paints");

    JsonNode refused = mem0("DELETE", "/v1/memories/", "").expect(400).json();
    JsonNode any = mem0("DELETE", "/v1/memories/?user_id=*", "").expect(400).json();
    JsonNode nobody = mem0("DELETE", "/v1/memories/?user_id=", "").expect(400).json();
    JsonNode unset = mem0("DELETE", "/v1/memories/?user_id=pia&run_id=", "").expect(400).json();
    assertThat(memories("pia")).hasSize(2);
    JsonNode done = mem0("DELETE", "/v1/memories/?user_id=pia", "").expect(200).json();

    assertThat(refused.path("detail").asText()).startsWith("user_id: is missing");
    assertThat(any.path("detail").asText()).contains("stands for too much");
    assertThat(nobody.path("detail").asText()).startsWith("user_id: is missing");
    assertThat(unset.path("detail").asText()).startsWith("run_id: is missing");
    assertThat(done.path("deleted").asInt()).isEqualTo(2);
    assertThat(memories("pia")).isEmpty();
    assertThat(memories("quin")).containsExactly("Quin paints");
  }

  @Test
  void deletingAllOfOneTopicLeavesTheOthers() {
    for (String topic : List.of("old", "new")) {
      mem0(
              "POST",
              "/v3/memories/add/",
              Map.of(
                  "messages",
                  "Tess has a " + topic + " bicycle",
                  "user_id",
                  "tess",
                  "metadata",
                  Map.of("topic", topic),
                  "infer",
                  false))
          .expect(200);
    }

    JsonNode refused =
        mem0("DELETE", "/v1/memories/?user_id=tess&categories=bicycles", "").expect(400).json();
    assertThat(memories("tess")).hasSize(2);
    JsonNode done =
        mem0("DELETE", "/v1/memories/?user_id=tess&metadata=%7B%22topic%22%3A%22old%22%7D", "")
            .expect(200)
            .json();

    assertThat(refused.path("detail").asText()).startsWith("categories: is not known here");
    assertThat(done.path("deleted").asInt()).isEqualTo(1);
    assertThat(memories("tess")).containsExactly("Tess has a new bicycle");
  }

  @Test
  void anAgentHasWhatItHasInRunsToo() {
    String agent = "cook-" + run;
    for (Map<String, ?> where :
        List.of(
            Map.of("agent_id", agent),
            Map.of("agent_id", agent, "run_id", "r1"),
            Map.of("agent_id", "waiter-" + run, "run_id", "r1"),
            Map.of("run_id", "r1"))) {
      Map<String, Object> wish =
          new HashMap<>(Map.of("messages", "Soup for " + where, "user_id", "ursa"));
      wish.putAll(where);
      wish.put("infer", false);
      mem0("POST", "/v3/memories/add/", wish).expect(200);
    }
    Map<String, ?> mine = Map.of("agent_id", agent);

    JsonNode list = mem0("POST", "/v3/memories/", Map.of("filters", mine)).expect(200).json();
    JsonNode found =
        mem0("POST", "/v3/memories/search/", Map.of("query", "soup", "filters", mine))
            .expect(200)
            .json();
    assertThat(list.path("results").findValuesAsText("agent_id")).containsExactly(agent, agent);
    assertThat(found.path("results").findValuesAsText("agent_id")).containsExactly(agent, agent);
    JsonNode done = mem0("DELETE", "/v2/entities/agent/" + agent + "/", "").expect(200).json();

    assertThat(done.path("deleted").asInt()).isEqualTo(2);
    assertThat(memories("ursa")).hasSize(2).noneMatch(text -> text.contains(agent));
  }

  @Test
  void whatTwoAppsSayAlikeStaysUntilBothAreDeleted() {
    List<String> events = new ArrayList<>();
    for (String app : List.of("web", "phone")) {
      Map<String, ?> wish =
          Map.of("messages", "Yara is a vegan", "user_id", "yara", "app_id", app, "infer", false);
      events.add(
          mem0("POST", "/v3/memories/add/", wish)
              .expect(200)
              .json()
              .at("/results/0/event")
              .asText());
    }

    assertThat(events).containsExactly("ADD", "NOOP");
    assertThat(apps("web")).containsExactly("web");
    assertThat(apps("phone")).containsExactly("phone");
    mem0("DELETE", "/v1/memories/?user_id=yara&app_id=web", "").expect(200);
    assertThat(apps("web")).isEmpty();
    assertThat(apps("phone")).containsExactly("phone");
    mem0("DELETE", "/v1/memories/?user_id=yara&app_id=phone", "").expect(200);
    assertThat(memories("yara")).isEmpty();
  }

  private List<String> apps(String app) {
    return mem0(
            "POST", "/v3/memories/", Map.of("filters", Map.of("user_id", "yara", "app_id", app)))
        .expect(200)
        .json()
        .path("results")
        .findValuesAsText("app_id");
  }

  @Test
  void aBatchDoesWhatItCanAndSaysWhatItCannot() {
    String one = added("rosa", "Rosa is five");
    List<Map<String, String>> batch =
        List.of(
            Map.of("memory_id", UUID.randomUUID().toString(), "text", "Nothing"),
            Map.of("memory_id", one, "text", "Rosa is six"));

    JsonNode refused = mem0("PUT", "/v1/batch/", Map.of("memories", batch)).expect(404).json();

    assertThat(refused.path("detail").asText())
        .startsWith("1 of 2 memories were updated; memories[0]: ");
    assertThat(memories("rosa")).containsExactly("Rosa is six");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | /v3/memories/add/ | {\"messages\": 7, \"user_id\": \"a\"} | messages",
        "POST | /v3/memories/add/ | {\"messages\": [], \"user_id\": \"a\"} | messages",
        "POST | /v3/memories/add/ | {\"messages\": [{\"content\": {}}], \"user_id\": \"a\"} | messages[0].content",
        "POST | /v3/memories/add/ | {\"messages\": \"x\"} | user_id",
        "POST | /v3/memories/add/ | {\"messages\": \"x\", \"app_id\": \"a\"} | user_id",
        "POST | /v3/memories/add/ | {\"messages\": \"x\", \"user_id\": [1]} | user_id",
        "POST | /v3/memories/add/ | {\"messages\": \"x\", \"user_id\": \"a\", \"metadata\": 3} | metadata",
        "POST | /v3/memories/add/ | {\"messages\": \"x\", \"user_id\": \"a\", \"expiration_date\": \"2026-99-99\"} | expiration_date",
        "POST | /v3/memories/add/ | {\"messages\": \"x\", \"user_id\": \"a\", \"immutable\": true} | immutable",
        "POST | /v3/memories/add/ | {\"messages\": \"x\", \"agent_id\": \"bot\"} | user_id",
        "POST | /v3/memories/search/ | {\"query\": 1.5, \"filters\": {\"user_id\": \"a\"}} | query",
        "POST | /v3/memories/search/ | {\"query\": \"x\", \"filters\": {}} | filters",
        "POST | /v3/memories/search/ | {\"query\": \"x\", \"filters\": {\"user_id\": \"a\"}, \"top_k\": 1001} | top_k",
        "POST | /v3/memories/search/ | {\"query\": \"x\", \"filters\": {\"OR\": [{\"user_id\": \"a\"}]}} | filters.OR",
        "POST | /v3/memories/search/ | {\"query\": \"x\", \"filters\": {\"user_id\": \"a\", \"size\": 3}} | filters.size",
        "POST | /v3/memories/search/ | {\"query\": \"x\", \"filters\": {\"user_id\": \"a\"}, \"keywords\": \"y\"} | keywords",
        "POST | /v3/memories/ | {\"filters\": {\"user_id\": \"a\"}, \"start_date\": \"soon\"} | start_date",
        "POST | /v3/memories/?page=0 | {\"filters\": {\"user_id\": \"a\"}} | page",
        "POST | /v3/memories/?page=9999999 | {\"filters\": {\"user_id\": \"a\"}} | page",
        "PUT | /v1/batch/ | {\"memories\": [3]} | memories[0]",
        "POST | /v3/memories/search/ | [] | body",
        "POST | /v3/memories/search/ | {\"query\" | body",
      })
  void aMistakeIsNamed(String verb, String path, String body, String field) {
    Reply refused =
        http.send(
            Call.of(verb, MEM0 + path).json(body).header("Authorization", "Token " + key), 400);

    assertThat(refused.header("Content-Type")).isEqualTo("application/json");
    assertThat(refused.json().path("detail").asText()).contains(field);
  }

  @Test
  void nobodyComesInWithoutACredential() {
    for (String path : List.of(MEM0 + "/v1/ping/", MEM0 + "/v1/memories/", ITEMS)) {
      Reply none = http.send(Call.get(path), 401);
      Reply wrong = http.send(Call.get(path).header("Authorization", "Token wrong"), 401);

      assertThat(none.json().path("detail").asText()).contains("carries no key");
      assertThat(wrong.json().path("detail").asText()).isNotBlank();
    }
    http.send(Call.get(ITEMS).header("X-Api-Key", "wrong"), 401);
  }

  @Test
  void otherCompaniesAndOtherSubjectsAreNotThere() {
    String id = added("sven", "Sven keeps bees");
    put(key, List.of("sven", "notes"), "bees", Map.of("text", "Sven keeps bees in hives"), 204);

    for (String other : List.of(foreignKey, narrowKey)) {
      mem0(other, "GET", "/v1/memories/" + id + "/", "").expect(404);
      mem0(other, "GET", "/v1/memories/" + id + "/history/", "").expect(404);
      mem0(other, "PUT", "/v1/memories/" + id + "/", Map.of("text", "No bees")).expect(404);
      mem0(other, "DELETE", "/v1/memories/" + id + "/", "").expect(404);
      assertThat(mem0(other, "GET", "/v1/entities/", "").expect(200).text()).doesNotContain("sven");
    }
    Map<String, Object> wish = Map.of("messages", "Sven keeps wasps", "user_id", "sven");
    Reply outside = mem0(narrowKey, "POST", "/v3/memories/add/", wish).expect(404);
    mem0(narrowKey, "DELETE", "/v1/memories/?user_id=sven", "").expect(404);
    mem0(narrowKey, "POST", "/v3/memories/", Map.of("filters", Map.of("user_id", "sven")))
        .expect(404);
    put(narrowKey, List.of("sven", "notes"), "bees", Map.of("text", "gone"), 404);
    http.send(
        Call.get(ITEMS + "?namespace=sven.notes&key=bees").header("X-Api-Key", narrowKey), 404);

    assertThat(outside.json().path("detail").asText()).contains("sven");
    assertThat(memories("sven")).contains("Sven keeps bees").doesNotContain("Sven keeps wasps");
    mem0(
            narrowKey,
            "POST",
            "/v3/memories/add/",
            Map.of("messages", "Mildred is mild", "user_id", "mild-red", "infer", false))
        .expect(200);
  }

  @Test
  void whoAsksForSomebodyBeyondHisKeyIsInTheLog() {
    String request = "compat-beyond-" + run;

    http.send(
        Call.get(ITEMS + "?namespace=tove.notes&key=goats")
            .header("X-Api-Key", narrowKey)
            .header("X-Request-Id", request),
        404);

    JsonNode refusal = refusal(request);
    assertThat(refusal.path("action").asText()).isEqualTo("access.resolve");
    assertThat(refusal.path("outcome").asText()).isEqualTo("denied");
  }

  private JsonNode refusal(String request) {
    String query = "/v1/audit?request=" + request;
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> http.send(Call.get(query).key(acme.key()), 200).json().path("entries"),
            found -> !found.isEmpty())
        .path(0);
  }

  private void put(
      String token, List<String> namespace, String name, Map<String, ?> value, int status) {
    http.send(
        Call.of("PUT", ITEMS)
            .json(Json.write(Map.of("namespace", namespace, "key", name, "value", value)))
            .header("X-Api-Key", token),
        status);
  }

  private JsonNode item(String namespace, String name) {
    return http.send(
            Call.get(ITEMS + "?namespace=" + namespace + "&key=" + name).header("X-Api-Key", key),
            200)
        .json();
  }

  private JsonNode items(Map<String, ?> wish) {
    return http.send(Call.post(ITEMS + "/search", wish).header("X-Api-Key", key), 200)
        .json()
        .path("items");
  }

  @Test
  void anItemIsReplacedAndNeverKeptTwice() {
    List<String> namespace = List.of("uma", "notes");
    put(key, namespace, "tea", Map.of("text", "Uma likes green tea", "size", 3), 204);
    put(key, namespace, "copy", Map.of("text", "Uma likes green tea", "size", 3), 204);
    put(key, namespace, "tea", Map.of("text", "Uma likes black tea", "size", 4), 204);

    assertThat(item("uma.notes", "tea").path("value"))
        .isEqualTo(Json.parse("{\"text\":\"Uma likes black tea\",\"size\":4}"));
    assertThat(item("uma.notes", "copy").at("/value/size").asInt()).isEqualTo(3);
    assertThat(item("uma.notes", "none").isNull()).isTrue();
    assertThat(items(Map.of("namespace_prefix", List.of("uma")))).hasSize(2);
    assertThat(
            items(Map.of("namespace_prefix", namespace, "filter", Map.of("size", Map.of("$gt", 3))))
                .at("/0/key")
                .asText())
        .isEqualTo("tea");
    assertThat(
            items(Map.of("namespace_prefix", namespace, "query", "black tea"))
                .at("/0/key")
                .asText())
        .isEqualTo("tea");
    http.send(
        Call.of("DELETE", ITEMS)
            .json(Json.write(Map.of("namespace", namespace, "key", "tea")))
            .header("X-Api-Key", key),
        204);
    assertThat(item("uma.notes", "tea").isNull()).isTrue();
    put(key, namespace, "tea", Map.of("text", "Uma likes mint"), 204);
    assertThat(item("uma.notes", "tea").at("/value/text").asText()).isEqualTo("Uma likes mint");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"tags\": \"red\"} | one",
        "{\"tags\": [\"red\", \"blue\"]} | many",
        "{\"a.b\": 1} | dotted",
        "{\"a\": {\"b\": 1}} | nested",
        "{\"done\": null, \"tags\": {\"$ne\": \"red\"}, \"a\": null, \"a.b\": null} | many",
        "{\"size\": {\"$gt\": 1, \"$lte\": 3}} | many,nested",
      })
  void itemsAreFilteredByTheirValues(String filter, String keys) {
    List<String> namespace = List.of("wim", "filters");
    put(key, namespace, "one", Map.of("tags", "red", "size", 1), 204);
    put(key, namespace, "many", Map.of("tags", List.of("red", "blue"), "size", 2), 204);
    put(key, namespace, "dotted", Map.of("a.b", 1, "size", 4), 204);
    put(key, namespace, "nested", Map.of("a", Map.of("b", 1, "c", 2), "size", 3), 204);

    JsonNode found = items(Map.of("namespace_prefix", namespace, "filter", Json.parse(filter)));

    assertThat(found.findValuesAsText("key")).containsExactlyInAnyOrder(keys.split(","));
  }

  @Test
  void putsThatArriveAtOnceLeaveOneItem() throws ExecutionException, InterruptedException {
    List<String> namespace = List.of("vera", "notes");
    List<Future<?>> puts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 24; i++) {
        Map<String, ?> value = Map.of("text", "Vera counts to " + i);
        puts.add(threads.submit(() -> put(key, namespace, "count", value, 204)));
      }
    }
    for (Future<?> put : puts) {
      put.get();
    }

    JsonNode items = items(Map.of("namespace_prefix", namespace));
    assertThat(items).hasSize(1);
    assertThat(items.at("/0/value/text").asText()).startsWith("Vera counts to ");
    assertThat(item("vera.notes", "count").path("value")).isEqualTo(items.at("/0/value"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"namespace\": [], \"key\": \"k\", \"value\": {}} | namespace",
        "{\"namespace\": [\"a.b\"], \"key\": \"k\", \"value\": {}} | namespace",
        "{\"namespace\": \"a\", \"key\": \"k\", \"value\": {}} | namespace",
        "{\"namespace\": [\"a\"], \"value\": {}} | key",
        "{\"namespace\": [\"a\"], \"key\": \"k\", \"value\": 3} | value",
        "{\"namespace\": [\"a\"], \"key\": \"k\", \"value\": {}, \"ttl\": -1} | ttl",
        "{\"namespace\": [\"a\"], \"key\": \"k\", \"value\": {}, \"index\": 3} | index",
      })
  void anItemThatCannotBeIsNamed(String body, String field) {
    Reply refused = http.send(Call.of("PUT", ITEMS).json(body).header("X-Api-Key", key), 400);

    assertThat(refused.json().path("detail").asText()).startsWith(field + ":");
  }
}
