package io.mnemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong is one clear line and an exit code. */
class FailureTest {
  private static final String PROBLEM =
      """
      {"type":"urn:mnemon:error:invalid-argument","title":"Bad Request","status":400,\
      "detail":"layer: is wrong","instance":"4bf92f35","violations":[\
      {"field":"layer","message":"is wrong"},{"field":"tags[3]","message":"is too long"}]}""";

  @TempDir private Path data;

  @Test
  void everyViolationIsNamed() {
    try (CannedServer server = CannedServer.answering(400, PROBLEM)) {
      Run run = Run.of(Map.of(), "get", "1", "--key", "k", "--url", server.url());

      assertThat(run)
          .isEqualTo(
              new Run(
                  1,
                  "",
                  "mnemon: layer: is wrong; tags[3]: is too long (400 INVALID_ARGUMENT)"
                      + " [trace 4bf92f35]\n"));
    }
  }

  @Test
  void withoutViolationsTheDetailIsShown() {
    String problem =
        "{\"type\":\"urn:mnemon:error:not-found\",\"detail\":\"memory 1 was not found\"}";
    try (CannedServer server = CannedServer.answering(404, problem)) {
      Run run = Run.of(Map.of(), "get", "1", "--key", "k", "--url", server.url());

      assertThat(run.err()).isEqualTo("mnemon: memory 1 was not found (404 NOT_FOUND)\n");
    }
  }

  @Test
  void programsGetTheProblemItself() {
    try (CannedServer server = CannedServer.answering(400, PROBLEM)) {
      Run run = Run.of(Map.of(), "--json", "get", "1", "--key", "k", "--url", server.url());

      assertThat(run).isEqualTo(new Run(1, "", PROBLEM + "\n"));
    }
  }

  @ParameterizedTest
  @CsvSource({"502, <html>Bad gateway</html>", "500, ''", "200, <html>hello</html>"})
  void anAnswerThatIsNotMnemonsIsSaidToBeOne(int status, String body) {
    try (CannedServer server = CannedServer.answering(status, "text/html", body)) {
      Run run = Run.of(Map.of(), "get", "1", "--key", "k", "--url", server.url());

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains(server.url()).hasLineCount(1);
    }
  }

  @Test
  void aServerThatIsNotThereIsSaidNotToAnswer() throws IOException {
    int freePort;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      freePort = socket.getLocalPort();
    }

    Run run = Run.of(Map.of("MNEMON_URL", "http://127.0.0.1:" + freePort), "status");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("does not answer").contains("make run").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8080", "ftp://localhost", "http://", "not an address"})
  void anAddressThatIsNoneIsExplained(String url) {
    Run run = Run.of(Map.of(), "status", "--url", url);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("http://localhost:8080").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "search",
        "search a b",
        "search a --limit ten",
        "add a --no-such-option",
        "no-such-command",
        "key"
      })
  void aWrongCommandLineIsExplainedOnOneLine(String arguments) {
    Run run = Run.of(Map.of(), arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("mnemon: ").contains("--help").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "{", "{} {}", "nothing"})
  void metadataThatIsNoObjectIsExplained(String metadata) {
    Run run = Run.of(Map.of(), "add", "a", "--user", "u", "--key", "k", "--metadata", metadata);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--metadata");
  }

  @ParameterizedTest
  @CsvSource({"get 1, application", "key create bot, admin"})
  void theKeyLiesInTheDataFolder(String command, String file) throws IOException {
    Files.createDirectories(data.resolve("keys"));
    Files.writeString(data.resolve("keys").resolve(file), "mn_from_file\n");
    try (CannedServer server = CannedServer.answering(200, "{}")) {
      Run.of(
          Map.of("MNEMON_DATA", data.toString(), "MNEMON_URL", server.url()), command.split(" "));

      assertThat(server.requests().getFirst().authorization())
          .isEqualTo(Optional.of("Bearer mn_from_file"));
    }
  }

  @Test
  void aKeyThatCannotBeFoundIsExplained() {
    Run run = Run.of(Map.of("MNEMON_DATA", data.toString()), "get", "1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains(data.resolve("keys").resolve("application").toString())
        .contains("MNEMON_API_KEY")
        .hasLineCount(1);
  }

  @Test
  void anEmptyKeyFileIsExplained() throws IOException {
    Files.createDirectories(data.resolve("keys"));
    Files.writeString(data.resolve("keys/application"), "\n");

    Run run = Run.of(Map.of("MNEMON_DATA", data.toString()), "get", "1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("is empty");
  }

  @Test
  void aKeyThatCannotBeSentIsExplained() {
    Run run = Run.of(Map.of(), "get", "1", "--key", "a\nb");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).doesNotContain("a\nb").hasLineCount(1);
  }
}
