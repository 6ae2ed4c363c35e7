package io.mnemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that move memories: export, import, history and feedback. */
class TransferCommandTest {
  private static final String REPORT =
      """
      {"lines":3,"added":2,"refused":1,"errors":[{"line":2,"code":"INVALID_ARGUMENT",\
      "message":"memory.layer: \\"usr\\" is none of agent, user","field":"memory.layer"}]}\
      """;

  @TempDir Path folder;

  private static Map<String, String> to(CannedServer server) {
    return Map.of("MNEMON_URL", server.url(), "MNEMON_API_KEY", "mn_key");
  }

  private static List<String> sent(CannedServer server) {
    return server.requests().getLast().body().lines().toList();
  }

  @Test
  void whatMem0ExportedBelongsWhereItSays() throws IOException {
    Path dump =
        Files.writeString(
            folder.resolve("mem0.json"),
            """
            {"results": [
              {"id": "0b6ef4d8-6a41-4c0b-9a6e-0f4a7f6f1f11", "memory": "Likes tea", "user_id": "alex",
               "categories": ["food"], "metadata": {"n": 1.50},
               "created_at": "2024-07-20T01:30:36.275141-07:00"},
              {"id": "x1", "memory": "Prefers short answers", "user_id": "alex", "agent_id": "chef"},
              {"memory": "Asked for pasta", "user_id": "alex", "run_id": "r1"},
              {"memory": "", "user_id": "alex"}],
             "relations": [{"source": "alex"}]}
            """);
    try (CannedServer server = CannedServer.answering(200, "{\"lines\":3,\"added\":3}")) {
      Run run = Run.of(to(server), "import", "--format", "mem0", dump.toString());

      assertThat(run.exitCode()).isZero();
      assertThat(sent(server))
          .containsExactly(
              "{\"memory\":{\"id\":\"0b6ef4d8-6a41-4c0b-9a6e-0f4a7f6f1f11\",\"layer\":\"user\","
                  + "\"scope\":{\"user\":\"alex\"},\"content\":\"Likes tea\","
                  + "\"event_time\":\"2024-07-20T08:30:36.275141Z\","
                  + "\"created_at\":\"2024-07-20T08:30:36.275141Z\",\"source\":\"import\","
                  + "\"tags\":[\"food\"],\"metadata\":{\"n\":1.50}}}",
              "{\"memory\":{\"layer\":\"agent\",\"scope\":{\"user\":\"alex\",\"agent\":\"chef\"},"
                  + "\"content\":\"Prefers short answers\",\"source\":\"import\"}}",
              "{\"memory\":{\"layer\":\"session\",\"scope\":{\"user\":\"alex\",\"session\":\"r1\"},"
                  + "\"content\":\"Asked for pasta\",\"source\":\"import\"}}");
      assertThat(run.err())
          .contains("memory 4 says nothing and was left out", "1 relations of its graph");
    }
  }

  @Test
  void whatMem0ExportedKeepsItsAppTheAgentOfItsRunAndItsLastDay() throws IOException {
    Path dump =
        Files.writeString(
            folder.resolve("mem0.json"),
            """
            [{"memory": "Asked for pasta", "user_id": "alex", "run_id": "r1", "agent_id": "chef",
              "app_id": "kitchen", "categories": ["food"], "expiration_date": "2026-12-31"},
             {"memory": "Likes tea", "user_id": "alex", "agent_id": "chef", "app_id": "kitchen",
              "expiration_date": "2026-12-31T10:00:00Z"}]
            """);
    try (CannedServer server = CannedServer.answering(200, "{\"lines\":2,\"added\":2}")) {
      Run run = Run.of(to(server), "import", "--format", "mem0", dump.toString());

      assertThat(run.exitCode()).isZero();
      assertThat(sent(server))
          .containsExactly(
              "{\"memory\":{\"layer\":\"session\","
                  + "\"scope\":{\"user\":\"alex\",\"session\":\"r1\"},"
                  + "\"content\":\"Asked for pasta\",\"expires_at\":\"2027-01-01T00:00:00Z\","
                  + "\"source\":\"import\","
                  + "\"tags\":[\"app_id=kitchen\",\"agent_id=chef\",\"food\"]}}",
              "{\"memory\":{\"layer\":\"agent\",\"scope\":{\"user\":\"alex\",\"agent\":\"chef\"},"
                  + "\"content\":\"Likes tea\",\"expires_at\":\"2026-12-31T10:00:00Z\","
                  + "\"source\":\"import\",\"tags\":[\"app_id=kitchen\"]}}");
    }
  }

  @Test
  void entitiesAndRelationsOfTheReferenceServerBecomeFacts() throws IOException {
    Path dump =
        Files.writeString(
            folder.resolve("memory.jsonl"),
            """
            {"type":"entity","name":"Ada","entityType":"person","observations":["likes maths","b. 1815"]}
            {"type":"entity","name":"London","entityType":"city","observations":[]}
            {"type":"relation","from":"Ada","to":"London","relationType":"lived_in"}
            not JSON
            """);
    try (CannedServer server = CannedServer.answering(200, "{\"lines\":4}")) {
      Run run =
          Run.of(to(server), "import", "--format", "mcp-memory", "--user", "ann", dump.toString());

      assertThat(sent(server))
          .extracting(line -> Json.parse(line).get("memory").get("content").text())
          .containsExactly(
              "Ada: likes maths", "Ada: b. 1815", "London is a city", "Ada lived in London");
      assertThat(sent(server).getLast())
          .contains("\"metadata\":{\"from\":\"Ada\",\"relation\":\"lived_in\",\"to\":\"London\"}");
      assertThat(run.err()).contains("line 4 is not JSON");
    }
  }

  @Test
  void aFolderOfMarkdownIsSplitAtItsHeadings() throws IOException {
    Files.createDirectories(folder.resolve("notes/deep"));
    Files.writeString(
        folder.resolve("notes/deep/trip.md"),
        """
        ---
        title: "The trip"
        tags: [travel, lisbon]
        author:
          - ann
        ---
        Before any heading.

        # Lisbon
        Sunny.
        ```
        # no heading
        ```
        ## Food #
        Pastéis.
        # Porto
        """);
    Files.writeString(folder.resolve("notes/long.txt"), "word ".repeat(60));
    Files.write(folder.resolve("notes/picture.txt"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    Files.writeString(folder.resolve("notes/ignored.json"), "{}");
    try (CannedServer server = CannedServer.answering(200, "{\"lines\":5}")) {
      Run run =
          Run.of(
              to(server),
              "import",
              "--format=markdown",
              "--layer=company",
              "--max-chars=200",
              folder.resolve("notes").toString());

      assertThat(sent(server))
          .extracting(line -> Json.parse(line).get("memory"))
          .extracting(
              memory ->
                  memory.get("metadata").get("file").text()
                      + "|"
                      + memory.get("metadata").get("heading").text()
                      + "|"
                      + memory.get("content").text().lines().toList().getLast())
          .startsWith(
              "deep/trip.md||Before any heading.",
              "deep/trip.md|Lisbon|```",
              "deep/trip.md|Lisbon > Food|Pastéis.")
          .hasSize(5);
      assertThat(sent(server).getFirst())
          .contains(
              "\"layer\":\"company\"",
              "\"kind\":\"note\"",
              "\"tags\":[\"travel\",\"lisbon\"]",
              "\"title\":\"The trip\"",
              "\"author\":[\"ann\"]");
      assertThat(run.err()).contains("picture.txt is not UTF-8");
    }
  }

  @Test
  void anExportIsSentAsItIsAndWhatIsRefusedIsTold() throws IOException {
    Path lines = Files.writeString(folder.resolve("all.jsonl"), "{\"memory\":{}}\ngarbage\n");
    try (CannedServer server = CannedServer.answering(200, REPORT)) {
      Run run = Run.of(to(server), "import", lines.toString());

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(server.requests().getFirst().path()).isEqualTo("/v1/memories:import");
      assertThat(server.requests().getFirst().body()).isEqualTo("{\"memory\":{}}\ngarbage\n");
      assertThat(run.out()).contains("added", "refused");
      assertThat(run.err()).contains("line 2: memory.layer: \"usr\" is none of agent, user");
    }
  }

  @Test
  void anExportSaysItselfWhereItBelongs() throws IOException {
    Path lines = Files.writeString(folder.resolve("all.jsonl"), "{}\n");

    Run run = Run.of(Map.of(), "import", "--user", "ann", lines.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("leave --layer, --user");
  }

  @Test
  void anUnknownFormatAndAMissingFileAreNamed() {
    assertThat(Run.of(Map.of(), "import", "--format", "zep", "x").err())
        .contains("'zep' is no format");
    assertThat(Run.of(Map.of(), "import", folder.resolve("none").toString()).err())
        .contains("does not exist");
    assertThat(
            Run.of(Map.of(), "import", "--format", "mem0", folder.resolve("no").toString()).err())
        .contains("does not exist");
  }

  @Test
  void whatIsPipedInIsImported() {
    try (CannedServer server = CannedServer.answering(200, "{\"lines\":1,\"added\":1}")) {
      Run run = Run.piped("{\"memory\":{}}\n", to(server), "import", "-", "--json");

      assertThat(run.out().strip()).isEqualTo("{\"lines\":1,\"added\":1}");
      assertThat(server.requests().getFirst().body()).isEqualTo("{\"memory\":{}}\n");
    }
  }

  @Test
  void anExportGoesToTheOutputOrToANewFile() throws IOException {
    String lines = "{\"memory\":{\"id\":\"m1\",\"content\":\"Käse\"}}\n";
    try (CannedServer server = CannedServer.answering(200, "application/x-ndjson", lines)) {
      assertThat(Run.of(to(server), "export").out()).isEqualTo(lines);

      Path file = folder.resolve("all.jsonl");
      Run run = Run.of(to(server), "export", "--vectors", "--out", file.toString());

      assertThat(run.exitCode()).isZero();
      assertThat(Files.readString(file)).isEqualTo(lines);
      assertThat(Run.of(to(server), "export", "--out", file.toString()).err())
          .contains("is there already");
    }
  }

  @Test
  void anExportThatLacksMemoriesSaysSoAndFails() throws IOException {
    String lines =
        """
        {"memory":{"id":"m1","content":"tea","metadata":{"unreadable":"hand"}}}
        {"memory":{"id":"m2"},"unreadable":"the key of this memory was destroyed"}
        {"memory":{"id":"m3","content":"coffee"}}
        """;
    try (CannedServer server = CannedServer.answering(200, "application/x-ndjson", lines)) {
      Run run = Run.of(to(server), "export");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).isEqualTo(lines);
      assertThat(run.err()).contains("2 memories", "1 more cannot be read");

      Path file = folder.resolve("some.jsonl");
      Run toFile = Run.of(to(server), "export", "--json", "--out", file.toString());

      assertThat(toFile.exitCode()).isEqualTo(1);
      assertThat(toFile.out()).contains("\"lines\":2", "\"unreadable\":1");
      assertThat(Files.readString(file)).isEqualTo(lines);
    }
  }

  @Test
  void anExportThatBrokeOffGoesOnAfterItsLastWholeLine() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("all.jsonl"),
            "{\"memory\":{\"id\":\"m1\"}}\n{\"memory\":{\"id\":\"m2\"}}\n{\"memory\":{\"id\":\"m3");
    String rest = "{\"memory\":{\"id\":\"m3\"}}\n";
    try (CannedServer server = CannedServer.answering(200, "application/x-ndjson", rest)) {
      Run run = Run.of(to(server), "export", "--resume", "--out", file.toString());

      assertThat(run.exitCode()).isZero();
      assertThat(server.queries().getFirst()).isEqualTo("after=m2");
      assertThat(Files.readString(file).lines().toList())
          .containsExactly(
              "{\"memory\":{\"id\":\"m1\"}}",
              "{\"memory\":{\"id\":\"m2\"}}",
              "{\"memory\":{\"id\":\"m3\"}}");
    }
  }

  @Test
  void anExportThatHasNotBegunGoesOnInANewFileThatOnlyItsOwnerMayRead() throws IOException {
    Path file = folder.resolve("new.jsonl");
    String lines = "{\"memory\":{\"id\":\"m1\"}}\n";
    try (CannedServer server = CannedServer.answering(200, "application/x-ndjson", lines)) {
      Run run = Run.of(to(server), "export", "--resume", "--out", file.toString());

      assertThat(run.exitCode()).isZero();
      assertThat(Files.readString(file)).isEqualTo(lines);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void theHistoryOfAMemoryIsATableOfItsVersions() {
    String versions =
        """
        {"versions":[{"change":"added","memory":{"version":1,"content":"tea"},"principal":"p1",\
        "recorded_at":"2026-01-31T12:00:00Z"},{"change":"updated","memory":{"version":2,\
        "content":"coffee"},"principal":"p2","recorded_at":"2026-02-01T12:00:00Z"}]}\
        """;
    try (CannedServer server = CannedServer.answering(200, versions)) {
      Run run = Run.of(to(server), "history", "m1");

      assertThat(run.out().lines().toList())
          .containsExactly(
              "VERSION  CHANGE   RECORDED AT           BY  CONTENT",
              "1        added    2026-01-31T12:00:00Z  p1  tea",
              "2        updated  2026-02-01T12:00:00Z  p2  coffee");
      assertThat(server.requests().getFirst().path()).isEqualTo("/v1/memories/m1/history");
    }
  }

  @Test
  void feedbackSaysWhatKindItIs() {
    try (CannedServer server = CannedServer.answering(200, "{\"importance\":0.65}")) {
      Run run = Run.of(to(server), "feedback", "m1", "helpful", "--score", "0.5");

      assertThat(run.out()).contains("0.65");
      assertThat(server.requests().getFirst().path()).isEqualTo("/v1/memories/m1/feedback");
      assertThat(server.requests().getFirst().body())
          .isEqualTo("{\"reward\":\"helpful\",\"score\":0.5}");
    }
  }

  @Test
  void aBarShowsTheWayOnATerminalAndNothingElsewhere() {
    assertThat(Progress.line("importing", 3 << 20, 4 << 20))
        .isEqualTo("importing [######################........]  75 % 3.0 MiB");
    assertThat(Progress.line("exporting", 1 << 19, 0)).isEqualTo("exporting 0.5 MiB");
  }
}
