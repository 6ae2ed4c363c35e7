package io.mnemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantCommandTest {
  private static final String LINES =
      """
      {"type":"tenant","name":"acme"}
      {"type":"memory","content":"ünïcode"}
      """;

  @TempDir Path folder;

  @Test
  void createShowsTheKeyOnce() {
    try (CannedServer server =
        CannedServer.answering(
            201, "{\"tenant\":{\"id\":\"t1\",\"name\":\"acme\"},\"key\":\"mn_once\"}")) {
      Run run = Run.of(to(server), "tenant", "create", "acme");

      assertThat(run.out().lines()).containsExactly("TENANT  NAME  KEY", "t1      acme  mn_once");
      assertThat(run.err()).contains("not shown again");
      assertThat(server.requests().getFirst().body()).isEqualTo("{\"name\":\"acme\"}");
    }
  }

  @Test
  void listSaysHowToGoOn() {
    try (CannedServer server =
        CannedServer.answering(
            200, "{\"tenants\":[{\"id\":\"t1\",\"name\":\"acme\"}],\"next_cursor\":\"t1\"}")) {
      Run run = Run.of(to(server), "tenant", "list");

      assertThat(run.out()).contains("t1").contains("acme");
      assertThat(run.err()).contains("mnemon tenant list --cursor t1");
    }
  }

  @Test
  void deleteWithoutConfirmationTellsHowToConfirm() {
    String offer =
        """
        {"tenant":"t1","state":"confirmation_needed","confirm":"yes-1",
         "confirm_until":"2026-01-31T12:10:00Z","counts":[{"table":"memory.memory","rows":"12"}]}
        """;
    try (CannedServer server = CannedServer.answering(200, offer)) {
      Run run = Run.of(to(server), "tenant", "delete", "t1");

      assertThat(run.exitCode()).isZero();
      assertThat(run.out().lines()).containsExactly("TABLE          ROWS", "memory.memory  12");
      assertThat(run.err())
          .contains("Nothing was erased", "mnemon tenant delete t1 --confirm=yes-1");
      assertThat(server.requests().getFirst().method()).isEqualTo("DELETE");
    }
  }

  @Test
  void deleteWithConfirmationShowsTheProof() {
    String proof =
        """
        {"tenant":"t1","state":"erased","rescan":[{"table":"memory.memory","rows":"0"}]}
        """;
    try (CannedServer server = CannedServer.answering(200, proof)) {
      Run run = Run.of(to(server), "tenant", "delete", "t1", "--confirm=yes-1");

      assertThat(run.out().lines()).containsExactly("TABLE          ROWS", "memory.memory  0");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void anExportThatCameWholeIsKept() throws IOException {
    String export = LINES + end(sha256(LINES));
    Path file = folder.resolve("acme.ndjson");
    try (CannedServer server = CannedServer.answering(200, "application/x-ndjson", export)) {
      Run run = export(server, file);

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).contains(sha256(LINES));
      assertThat(Files.readString(file)).isEqualTo(export);
      assertThat(server.requests().getFirst().path()).isEqualTo("/v1/tenants/t1:export");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"type\":\"end\",\"sha256\":\"00\"}\n", "{\"type\":"})
  void anExportThatWasCutIsDeleted(String rest) {
    Path file = folder.resolve("acme.ndjson");
    try (CannedServer server = CannedServer.answering(200, "application/x-ndjson", LINES + rest)) {
      Run run = export(server, file);

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("did not come whole");
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void aRefusedExportLeavesNoFile() {
    Path file = folder.resolve("acme.ndjson");
    try (CannedServer server =
        CannedServer.answering(
            404,
            "{\"type\":\"urn:mnemon:error:not-found\",\"detail\":\"tenant t1 was not found\"}")) {
      Run run = export(server, file);

      assertThat(run.err()).contains("tenant t1 was not found");
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void aFileThatIsThereIsLeftAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("acme.ndjson"), "mine");
    try (CannedServer server = CannedServer.answering(200, "{}")) {
      Run run = export(server, file);

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(Files.readString(file)).isEqualTo("mine");
      assertThat(server.requests()).isEmpty();
    }
  }

  private static Run export(CannedServer server, Path file) {
    return Run.of(
        to(server), "tenant", "export", "t1", "--confirm", "acme", "--out", file.toString());
  }

  private static Map<String, String> to(CannedServer server) {
    return Map.of("MNEMON_URL", server.url(), "MNEMON_API_KEY", "mn_key");
  }

  private static String end(String sha256) {
    return "{\"type\":\"end\",\"lines\":2,\"sha256\":\"" + sha256 + "\"}\n";
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
