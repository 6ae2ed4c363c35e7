package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The files of Anthropic's memory tool, with no right more than at other doors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompatFilesIT {
  private static final String PATH = "/compat/anthropic/memory";

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
    JsonNode made = control.tenant("files " + run);
    String tenant = made.path("tenant").path("id").asText();
    Control company = new Control(http, made.path("key").asText());
    key = company.application(tenant, "everybody", "");
    narrowKey = company.application(tenant, "some", "mild-");
    company.principal("user", "lena", "");
    lenasKey = company.newKey(Map.of("principal", "lena")).path("key").asText();
    JsonNode other = control.tenant("other files " + run);
    foreignKey =
        new Control(http, other.path("key").asText())
            .application(other.path("tenant").path("id").asText(), "foreign", "");
  }

  private Reply send(String token, String user, Map<String, ?> command) {
    String query = user.isEmpty() ? "" : "?user=" + user;
    return http.send(Call.post(PATH + query, command).key(token));
  }

  private String said(String token, String user, Map<String, ?> command) {
    JsonNode answer = send(token, user, command).expect(200).json();
    String prefix = answer.path("is_error").asBoolean() ? "Error: " : "";
    return prefix + answer.path("content").asText();
  }

  private void create(String user, String path, String text) {
    assertThat(said(key, user, Map.of("command", "create", "path", path, "file_text", text)))
        .isEqualTo("File created successfully at: " + path);
  }

  private String view(String token, String user, String path) {
    return said(token, user, Map.of("command", "view", "path", path));
  }

  @Test
  void aFileIsAMemoryWithItsHistory() {
    create("ada", "/memories/notes/ship.md", "The ship is called Walnut\nIt is new");
    create("ada", "/memories/copy.md", "The ship is called Walnut\nIt is new");

    String edited =
        said(
            key,
            "ada",
            Map.of(
                "command", "str_replace",
                "path", "/memories/notes/ship.md",
                "old_str", "new",
                "new_str", "old"));
    JsonNode found =
        http.send(
                Call.post(
                        "/v1/memories/search",
                        Map.of("query", "what is the ship called", "scope", Map.of("user", "ada")))
                    .key(key),
                200)
            .json()
            .at("/results/0/memory");

    assertThat(edited).endsWith("     1\tThe ship is called Walnut\n     2\tIt is old");
    assertThat(found.path("content").asText()).startsWith("The ship is called Walnut");
    assertThat(view(key, "ada", "/memories"))
        .endsWith(
            "70B\t/memories\n35B\t/memories/copy.md\n35B\t/memories/notes/\n35B\t/memories/notes/ship.md");
    JsonNode list =
        http.send(Call.get("/v1/memories?user=ada&limit=10").key(key), 200).json().path("memories");
    List<String> versions = new ArrayList<>();
    for (JsonNode memory : list) {
      if (memory.at("/metadata/path").asText().equals("/memories/notes/ship.md")) {
        http.send(Call.get("/v1/memories/" + memory.path("id").asText() + "/history").key(key), 200)
            .json()
            .path("versions")
            .forEach(one -> versions.add(one.at("/memory/content").asText()));
      }
    }
    assertThat(versions)
        .containsExactly(
            "The ship is called Walnut\nIt is new", "The ship is called Walnut\nIt is old");
  }

  @Test
  void editsAtOnceLoseNothingAndAFileIsCreatedOnce() throws Exception {
    create("bert", "/memories/log", "begin");
    List<Future<String>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 16; i++) {
        Map<String, ?> insert =
            Map.of(
                "command",
                "insert",
                "path",
                "/memories/log",
                "insert_line",
                1,
                "insert_text",
                "line " + i + ".");
        answers.add(threads.submit(() -> said(key, "bert", insert)));
      }
      for (int i = 0; i < 8; i++) {
        Map<String, ?> create =
            Map.of("command", "create", "path", "/memories/one", "file_text", "mine " + i);
        answers.add(threads.submit(() -> said(key, "bert", create)));
      }
    }

    int created = 0;
    for (Future<String> answer : answers) {
      created += answer.get().startsWith("File created") ? 1 : 0;
    }
    assertThat(created).isEqualTo(1);
    String log = view(key, "bert", "/memories/log");
    for (int i = 0; i < 16; i++) {
      assertThat(log).containsOnlyOnce("\tline " + i + ".");
    }
  }

  @Test
  void renamingAndDeletingReachWholeDirectories() {
    create("carl", "/memories/a/one", "1");
    create("carl", "/memories/a/b/two", "2");

    said(
        key,
        "carl",
        Map.of("command", "rename", "old_path", "/memories/a", "new_path", "/memories/z"));
    assertThat(view(key, "carl", "/memories/z/b/two")).endsWith("     1\t2");
    assertThat(view(key, "carl", "/memories/a")).startsWith("Error: The path /memories/a does not");
    create("carl", "/memories/a/one", "new");
    said(key, "carl", Map.of("command", "delete", "path", "/memories/z"));

    assertThat(view(key, "carl", "/memories"))
        .endsWith("3B\t/memories\n3B\t/memories/a/\n3B\t/memories/a/one");
    create("carl", "/memories/z/b/two", "again");
  }

  @Test
  void aPersonHasFilesOfTheirOwn() {
    assertThat(
            said(
                lenasKey,
                "",
                Map.of("command", "create", "path", "/memories/mine", "file_text", "x")))
        .startsWith("File created");

    assertThat(view(lenasKey, "", "/memories")).endsWith("1B\t/memories/mine");
    assertThat(view(key, "lena", "/memories")).endsWith("1B\t/memories/mine");
    send(lenasKey, "ada", Map.of("command", "view", "path", "/memories")).expect(404);
  }

  @Test
  void otherCompaniesAndOtherSubjectsAreNotThere() {
    create("dora", "/memories/secret", "Dora keeps bees");

    for (Map<String, ?> command :
        List.of(
            Map.of("command", "view", "path", "/memories/secret"),
            Map.of("command", "create", "path", "/memories/x", "file_text", "x"),
            Map.of("command", "delete", "path", "/memories/secret"))) {
      JsonNode refused = send(narrowKey, "dora", command).expect(404).json();
      assertThat(refused.at("/error/type").asText()).isEqualTo("not_found_error");
      assertThat(refused.at("/error/message").asText()).contains("dora");
    }
    assertThat(view(foreignKey, "dora", "/memories")).endsWith("0B\t/memories");
    assertThat(view(foreignKey, "dora", "/memories/secret")).startsWith("Error: ");
    JsonNode nobody =
        send(key, "", Map.of("command", "view", "path", "/memories")).expect(400).json();
    assertThat(nobody.at("/error/message").asText()).startsWith("user: is missing");
    assertThat(view(key, "dora", "/memories/secret")).endsWith("Dora keeps bees");
    assertThat(view(key, "dora", "/memories/../secret")).startsWith("Error: Path ");
  }

  @Test
  void nobodyComesInWithoutACredential() {
    for (Call call :
        List.of(Call.post(PATH, Map.of("command", "view")), Call.post(PATH, Map.of()).key("no"))) {
      JsonNode refused = http.send(call, 401).json();
      assertThat(refused.path("type").asText()).isEqualTo("error");
      assertThat(refused.at("/error/type").asText()).isEqualTo("authentication_error");
    }
    JsonNode unknown = send(key, "ada", Map.of("command", "format")).expect(400).json();
    assertThat(unknown.at("/error/type").asText()).isEqualTo("invalid_request_error");
    assertThat(unknown.at("/error/message").asText()).startsWith("command: must be view");
  }
}
