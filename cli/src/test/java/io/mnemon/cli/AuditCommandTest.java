package io.mnemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.audit.Checkpoint;
import io.mnemon.audit.LogChain;
import io.mnemon.audit.LogEntry;
import io.mnemon.audit.MerkleTree;
import io.mnemon.audit.Sha256;
import io.mnemon.audit.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
  private static final SigningKey KEY = SigningKey.create();
  private static final Instant AT = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir Path folder;

  @Test
  void aGenuineExportIsVerifiedWithoutAServer() throws IOException {
    Run run = Run.of(Map.of(), "audit", "verify", file(lines()), "--public-key", key());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("ENTRIES", "3", "genuine", KEY.publicKey().id());
    assertThat(run.err()).isEmpty();
  }

  @Test
  void withoutAKeyItIsSaidWhatThatIsWorth() throws IOException {
    Run run = Run.of(Map.of(), "audit", "verify", file(lines()));

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("--public-key");
  }

  @Test
  void aKeyMayLieInAFile() throws IOException {
    Path key = Files.writeString(folder.resolve("key"), key() + "\n");

    assertThat(
            Run.of(Map.of(), "audit", "verify", file(lines()), "--public-key", key.toString())
                .exitCode())
        .isZero();
  }

  @Test
  void aTamperedExportIsRefusedWithTheEntryAndTheLine() throws IOException {
    List<String> lines = lines();
    lines.set(2, lines.get(2).replace("memory.add", "memory.get"));

    Run run = Run.of(Map.of(), "audit", "verify", file(lines), "--public-key", key());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("is not what was signed", "Line 3", "entry 2 was changed");
  }

  @Test
  void programsAreToldTheFindingAsJson() throws IOException {
    List<String> lines = lines();
    lines.remove(3);

    Run run = Run.of(Map.of(), "--json", "audit", "verify", file(lines), "--public-key", key());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("\"seq\":", "\"finding\":");
  }

  @Test
  void whatIsNoKeyAndNoFileIsExplained() throws IOException {
    assertThat(Run.of(Map.of(), "audit", "verify", file(lines()), "--public-key", "what").err())
        .contains("no public key", "/v1/audit/keys");
    assertThat(Run.of(Map.of(), "audit", "verify", folder.resolve("nowhere").toString()).exitCode())
        .isEqualTo(2);
  }

  @Test
  void anExportIsVerifiedWithTheKeysOfTheServerAndLeavesFilesAlone() throws IOException {
    Path out = folder.resolve("out.ndjson");
    String keys = "{\"keys\":[{\"id\":\"k\",\"public_key\":\"" + key() + "\"}]}";
    try (CannedServer server = CannedServer.answering(200, keys)) {
      Map<String, String> to = Map.of("MNEMON_URL", server.url(), "MNEMON_API_KEY", "mn_key");

      Run run = Run.of(to, "audit", "export", "--out", out.toString());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("is not what was signed", "no audit export");
      assertThat(server.requests())
          .extracting(CannedServer.Request::path)
          .containsExactly("/v1/audit/keys", "/v1/audit:export");

      assertThat(Run.of(to, "audit", "export", "--out", out.toString()).err())
          .contains("is there already");
    }
  }

  private String file(List<String> lines) throws IOException {
    return Files.write(folder.resolve("audit.ndjson"), lines).toString();
  }

  private static String key() {
    return KEY.publicKey().base64();
  }

  private static List<String> lines() {
    UUID tenant = UUID.randomUUID();
    LogChain chain = new LogChain(tenant, Sha256.NOTHING, new MerkleTree());
    List<String> lines = new ArrayList<>();
    lines.add(Checkpoint.firstLine(tenant, AT, List.of(KEY.publicKey())));
    for (int i = 0; i < 3; i++) {
      lines.add(chain.add(entry()).line());
    }
    lines.add(Checkpoint.of(chain, 1, "", AT, KEY).line());
    lines.add(Checkpoint.lastLine(tenant, 3, 1, chain.head(), AT, KEY));
    return lines;
  }

  private static LogEntry entry() {
    return new LogEntry(
        UUID.randomUUID(),
        AT,
        "memory",
        "memory.add",
        "allowed",
        UUID.randomUUID().toString(),
        "user",
        "",
        "",
        List.of(),
        List.of(),
        "",
        "",
        1);
  }
}
