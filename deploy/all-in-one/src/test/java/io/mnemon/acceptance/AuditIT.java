package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The audit log as a company sees it, and as an outsider proves it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditIT {
  // A read is written within five seconds, and brought to the chain within one more.
  private static final Duration WRITTEN = Duration.ofSeconds(30);

  private Platform platform;
  private Http http;
  private Control admin;

  @BeforeAll
  void connect() {
    platform = Platform.shared();
    http = platform.http();
    Control operator = new Control(http, platform.adminKey());
    admin = new Control(http, operator.tenant("audited " + UUID.randomUUID()).path("key").asText());
  }

  @Test
  void whatACompanyDoesIsInItsLogAndTheLogProvesItself(@TempDir Path folder) throws IOException {
    String request = "audit-it-" + UUID.randomUUID();
    String memory =
        http.send(
                Call.post(
                        "/v1/memories",
                        Map.of("layer", "company", "content", "Releases go out on Tuesdays."))
                    .key(admin.key())
                    .header("X-Request-Id", request),
                201)
            .json()
            .path("id")
            .asText();
    http.send(
        Call.post("/v1/memories/search", Map.of("query", "when do releases go out?"))
            .key(admin.key()),
        200);
    // No hexadecimal number ends with it: the log must not have the name, and is full of those.
    admin.principal("user", "ruth", "");
    String ruth = admin.newKey(Map.of("principal", "ruth")).path("key").asText();
    http.send(
        Call.post("/v1/units", Map.of("kind", "organization", "name", "mine")).key(ruth), 403);
    http.send(Call.get("/v1/audit").key(ruth), 403);

    // The data key of its scope has an entry of its own, which may come first.
    JsonNode added = awaitEntry("?request=" + request + "&resource=" + memory);
    assertThat(added.path("action").asText()).isEqualTo("memory.add");
    assertThat(added.path("service").asText()).isEqualTo("memory");
    assertThat(added.path("outcome").asText()).isEqualTo("allowed");
    assertThat(added.path("actor").path("name").asText()).isNotEmpty();
    assertThat(added.path("resources").toString()).contains(memory);
    assertThat(awaitEntry("?action=memory.search").path("outcome").asText()).isEqualTo("allowed");
    JsonNode denied = awaitEntry("?outcome=denied&actor=ruth&action=unit.create");
    assertThat(denied.path("reason").asText()).contains("needs the role admin");
    assertThat(denied.path("actor").path("name").asText()).isEqualTo("ruth");

    Path export = folder.resolve("audit.ndjson");
    assertThat(mnemon("audit", "export", "--out", export.toString()).expectSuccess().out())
        .contains("genuine");
    String text = Files.readString(export);
    assertThat(text).contains(memory).doesNotContain("Tuesdays").doesNotContain("ruth\"");

    String key = publicKey();
    assertThat(verify(export, key).expectSuccess().out()).contains("genuine");
    assertFound(folder, text.replaceFirst("\"denied\"", "\"allowed\""), key, "was changed");
    List<String> lines = new ArrayList<>(text.lines().toList());
    lines.remove(1);
    assertFound(folder, String.join("\n", lines) + "\n", key, "entry 1 is missing");
    assertFound(
        folder, text.lines().findFirst().orElseThrow() + "\n", key, "signed end is missing");
  }

  @Test
  void theLogGoesOnAfterARestart(@TempDir Path folder) {
    String key = publicKey();
    admin.unit("", "organization", "before " + UUID.randomUUID());
    JsonNode before = awaitEntry("?action=unit.create");

    platform.stop();
    platform.start();
    admin.unit("", "organization", "after " + UUID.randomUUID());
    await()
        .atMost(WRITTEN)
        .untilAsserted(
            () ->
                assertThat(entries("?action=unit.create").getFirst().path("seq").asLong())
                    .isGreaterThan(before.path("seq").asLong()));

    assertThat(publicKey()).isEqualTo(key);
    Path export = folder.resolve("audit.ndjson");
    mnemon("audit", "export", "--out", export.toString()).expectSuccess();
    assertThat(verify(export, key).expectSuccess().out()).contains("genuine");
  }

  private void assertFound(Path folder, String forged, String key, String finding)
      throws IOException {
    Path file = Files.writeString(folder.resolve(UUID.randomUUID() + ".ndjson"), forged);
    Shell.Ran ran = verify(file, key);
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("is not what was signed", finding);
  }

  private String publicKey() {
    return http.send(Call.get("/v1/audit/keys").key(admin.key()), 200)
        .json()
        .path("keys")
        .path(0)
        .path("public_key")
        .asText();
  }

  private JsonNode awaitEntry(String query) {
    return await()
        .atMost(WRITTEN)
        .until(() -> entries(query), found -> !found.isEmpty())
        .getFirst();
  }

  private List<JsonNode> entries(String query) {
    JsonNode answer = http.send(Call.get("/v1/audit" + query).key(admin.key()), 200).json();
    return StreamSupport.stream(answer.path("entries").spliterator(), false).toList();
  }

  private Shell.Ran verify(Path export, String key) {
    return mnemon("audit", "verify", export.toString(), "--public-key", key);
  }

  private Shell.Ran mnemon(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Platform.repository().resolve("cli/bin/mnemon").toString());
    command.addAll(List.of(words));
    return Shell.run(
        platform.data(),
        Map.of("MNEMON_URL", http.address(), "MNEMON_API_KEY", admin.key()),
        command);
  }
}
