package io.mnemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MnemonCommandTest {
  private static final String TEA =
      """
      {"id":"0198","layer":"user","kind":"fact","content":"Alice drinks tea","version":"1"}""";

  @Test
  void addSendsOnlyWhatWasSaid() {
    try (CannedServer server = CannedServer.answering(201, TEA)) {
      Run run = Run.of(to(server), "add", "Alice drinks tea", "--user", "alice");

      assertThat(run).isEqualTo(new Run(0, run.out(), ""));
      assertThat(run.out().lines())
          .containsExactly("ID    LAYER  KIND  CONTENT", "0198  user   fact  Alice drinks tea");
      assertThat(server.requests())
          .containsExactly(
              new CannedServer.Request(
                  "POST",
                  "/v1/memories",
                  Optional.of("Bearer mn_key"),
                  Optional.empty(),
                  """
                  {"layer":"user","scope":{"user":"alice"},"content":"Alice drinks tea"}"""));
    }
  }

  @Test
  void addSendsEverythingThatWasSaid() {
    try (CannedServer server = CannedServer.answering(201, TEA)) {
      Run run =
          Run.piped(
              "from a pipe\n",
              to(server),
              ("add - --layer project --unit u1 --kind procedure --tag a --tag b --importance 0.90"
                      + " --sensitivity public --event-time 2026-01-31T12:00:00Z --episode e1"
                      + " --expires-at 2027-01-31T12:00:00Z --idempotency-key once"
                      + " --metadata {\"n\":1.50,\"deep\":{\"list\":[true,null,\"x\"]}}")
                  .split(" "));

      assertThat(run.exitCode()).isZero();
      assertThat(server.requests().getFirst().idempotencyKey()).contains("once");
      assertThat(server.requests().getFirst().body())
          .isEqualTo(
              "{\"layer\":\"project\",\"scope\":{\"unit\":\"u1\"},\"kind\":\"procedure\","
                  + "\"content\":\"from a pipe\",\"event_time\":\"2026-01-31T12:00:00Z\","
                  + "\"expires_at\":\"2027-01-31T12:00:00Z\",\"episode\":\"e1\","
                  + "\"tags\":[\"a\",\"b\"],\"importance\":0.90,\"sensitivity\":\"public\","
                  + "\"metadata\":{\"n\":1.50,\"deep\":{\"list\":[true,null,\"x\"]}}}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--user alice, user",
    "--user alice --agent coder, agent",
    "--user alice --session s1, session",
  })
  void theLayerFollowsFromTheCoordinates(String coordinates, String layer) {
    try (CannedServer server = CannedServer.answering(201, TEA)) {
      Run.of(to(server), ("add text " + coordinates).split(" "));

      assertThat(server.requests().getFirst().body()).contains("\"layer\":\"" + layer + "\"");
    }
  }

  @ParameterizedTest
  @CsvSource({"--agent coder", "--unit u1", "--user alice --unit u1", "--session s1"})
  void coordinatesThatFitNoLayerAreExplained(String coordinates) {
    Run run = Run.of(Map.of(), ("add text --key k " + coordinates).split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("Say whose memory it is").hasLineCount(1);
  }

  @Test
  void aDuplicateIsSaidToBeOne() {
    String duplicate = "{\"id\":\"0198\",\"duplicate_of\":\"0198\",\"content\":\"x\"}";
    try (CannedServer server = CannedServer.answering(200, duplicate)) {
      Run run = Run.of(to(server), "add", "x", "--user", "alice");

      assertThat(run.exitCode()).isZero();
      assertThat(run.err()).contains("nothing new was kept");
    }
  }

  @Test
  void searchShowsResultsAndSaysWhenTheyAreNotAll() {
    String answer =
        """
        {"results":[{"memory":%s,"score":0.91249},{"memory":%s,"score":0.5}],
         "partial":true,"recall_id":"r1","next_cursor":"c2"}"""
            .formatted(TEA, TEA.replace("Alice drinks tea", "two\\nlines\\u001b[2J"));
    try (CannedServer server = CannedServer.answering(200, answer)) {
      Run run =
          Run.of(
              to(server),
              ("search tea --user alice --layer user --layer session --kind fact --tag t --limit 2"
                      + " --threshold 0.2 --mode dense --as-of 2026-01-31T12:00:00Z --expand 1"
                      + " --cursor c1")
                  .split(" "));

      assertThat(run.exitCode()).isZero();
      assertThat(run.out().lines())
          .containsExactly(
              "SCORE  ID    LAYER  KIND  CONTENT",
              "0.912  0198  user   fact  Alice drinks tea",
              "0.500  0198  user   fact  two lines [2J");
      assertThat(run.err()).contains("may be missing").contains("--cursor c2");
      assertThat(server.requests().getFirst())
          .isEqualTo(
              new CannedServer.Request(
                  "POST",
                  "/v1/memories/search",
                  Optional.of("Bearer mn_key"),
                  Optional.empty(),
                  "{\"query\":\"tea\",\"layers\":[\"user\",\"session\"],"
                      + "\"scope\":{\"user\":\"alice\"},\"kinds\":[\"fact\"],\"tags\":[\"t\"],"
                      + "\"limit\":2,\"cursor\":\"c1\",\"threshold\":0.2,\"mode\":\"dense\","
                      + "\"as_of\":\"2026-01-31T12:00:00Z\",\"expand\":1}"));
    }
  }

  @Test
  void overviewsCutLongContentAndGetShowsItWhole() {
    String content = "word ".repeat(100).strip();
    String memory = "{\"id\":\"1\",\"layer\":\"user\",\"content\":\"" + content + "\"}";
    try (CannedServer server = CannedServer.answering(200, memory)) {
      assertThat(Run.of(to(server), "add", content, "--user", "alice").out())
          .contains("…")
          .doesNotContain(content);
      assertThat(Run.of(to(server), "get", "1").out()).contains(content);
    }
  }

  @Test
  void searchExplainsScores() {
    String answer =
        """
        {"results":[{"memory":{"id":"0198"},"score":0.8,
         "explain":{"dense":0.7,"fused":0.9,"precedence":1,"importance":1.05,"recency":0.99}}]}""";
    try (CannedServer server = CannedServer.answering(200, answer)) {
      Run run = Run.of(to(server), "search", "tea", "--explain");

      assertThat(server.requests().getFirst().body())
          .isEqualTo("{\"query\":\"tea\",\"explain\":true}");
      assertThat(run.out()).containsPattern("0.800 +0198 +0.700 +- +0.900 +1.000 +1.050 +0.990");
    }
  }

  @Test
  void searchThatFindsNothingSaysSo() {
    try (CannedServer server = CannedServer.answering(200, "{\"results\":[]}")) {
      Run run = Run.of(to(server), "search", "tea");

      assertThat(run.exitCode()).isZero();
      assertThat(run.err()).contains("Nothing was found");
    }
  }

  @Test
  void getShowsEveryFieldAndEscapesTheId() {
    String memory = "{\"id\":\"0198\",\"scope\":{\"user\":\"u1\"},\"version\":3}";
    try (CannedServer server = CannedServer.answering(200, memory)) {
      Run run = Run.of(to(server), "get", "a/b c");

      assertThat(server.requests().getFirst().method()).isEqualTo("GET");
      assertThat(server.requests().getFirst().path()).isEqualTo("/v1/memories/a%2Fb%20c");
      assertThat(run.out().lines())
          .containsExactly(
              "FIELD    VALUE", "id       0198", "scope    {\"user\":\"u1\"}", "version  3");
    }
  }

  @Test
  void jsonIsTheAnswerItself() {
    try (CannedServer server = CannedServer.answering(200, TEA)) {
      Run run = Run.of(to(server), "get", "0198", "--json");

      assertThat(run.out().strip()).isEqualTo(TEA);
      assertThat(run.err()).isEmpty();
    }
  }

  @Test
  void keyCreateShowsTheWholeKey() {
    String key = "mn_" + "0123456789".repeat(20);
    try (CannedServer server =
        CannedServer.answering(201, "{\"id\":\"k1\",\"key\":\"" + key + "\"}")) {
      Run run =
          Run.of(
              to(server),
              ("key create bot --scope memory.* --scope unit.read --act-for u1 --subject-prefix p-"
                      + " --expires-at 2027-01-31T12:00:00Z")
                  .split(" "));

      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).contains(key + "\n");
      assertThat(server.requests().getFirst().path()).isEqualTo("/v1/keys");
      assertThat(server.requests().getFirst().body())
          .isEqualTo(
              "{\"principal\":\"bot\",\"scopes\":[\"memory.*\",\"unit.read\"],"
                  + "\"expires_at\":\"2027-01-31T12:00:00Z\","
                  + "\"act_for\":{\"unit\":\"u1\",\"subject_prefix\":\"p-\"}}");
    }
  }

  @Test
  void keyRotateShowsTheKeyThatReplacesTheOther() {
    try (CannedServer server = CannedServer.answering(201, "{\"id\":\"k2\",\"key\":\"mn_2\"}")) {
      Run run = Run.of(to(server), "key", "rotate", "k1", "--overlap", "24h");

      assertThat(run.out()).contains("k2  mn_2\n");
      assertThat(server.requests().getFirst().path()).isEqualTo("/v1/keys/k1:rotate");
      assertThat(server.requests().getFirst().body()).isEqualTo("{\"overlap\":\"24h\"}");
    }
  }

  @Test
  void keyListShowsWhenKeysWereUsedAndEnd() {
    String answer =
        """
        {"keys":[
          {"id":"k1","principal":"p","created_at":"C","last_used_at":"U","expires_at":"E",
           "replaced_by":"k2"},
          {"id":"k2","principal":"p","created_at":"C","revoked_at":"R"}],
         "next_cursor":"c1"}""";
    try (CannedServer server = CannedServer.answering(200, answer)) {
      Run run = Run.of(to(server), "key", "list", "--principal", "bot");

      assertThat(run.out().lines())
          .containsExactly(
              "KEY  PRINCIPAL  CREATED  LAST USED  ENDS       REPLACED BY",
              "k1   p          C        U          E          k2",
              "k2   p          C        -          revoked R  -");
      assertThat(run.err()).contains("mnemon key list --principal bot --cursor c1");
      assertThat(server.requests().getFirst().path()).isEqualTo("/v1/keys");
    }
  }

  @ParameterizedTest
  @CsvSource({"200, UP, 0", "503, DOWN, 1"})
  void statusShowsEveryCheckAndNeedsNoKey(int http, String status, int exitCode) {
    String report =
        "{\"status\":\"%s\",\"checks\":[{\"name\":\"postgres\",\"status\":\"%s\"}]}"
            .formatted(status, status);
    try (CannedServer server = CannedServer.answering(http, "application/json", report)) {
      Run run = Run.of(Map.of(), "status", "--url", server.url() + "/");

      assertThat(run.exitCode()).isEqualTo(exitCode);
      assertThat(run.out()).containsPattern("postgres +" + status);
      assertThat(server.requests())
          .containsExactly(
              new CannedServer.Request(
                  "GET", "/health/ready", Optional.empty(), Optional.empty(), ""));
    }
  }

  @Test
  void helpAndVersionAreForEveryCommand() {
    for (List<String> command :
        List.of(List.<String>of(), List.of("add"), List.of("key"), List.of("key", "create"))) {
      String[] help = withLast(command, "--help");

      assertThat(Run.of(Map.of(), help).exitCode()).isZero();
      assertThat(Run.of(Map.of(), help).out()).startsWith("Usage: mnemon");
      assertThat(Run.of(Map.of(), withLast(command, "--version")).out()).startsWith("mnemon ");
    }
  }

  private static String[] withLast(List<String> words, String last) {
    return Stream.concat(words.stream(), Stream.of(last)).toArray(String[]::new);
  }

  private static Map<String, String> to(CannedServer server) {
    return Map.of("MNEMON_URL", server.url(), "MNEMON_API_KEY", "mn_key");
  }
}
