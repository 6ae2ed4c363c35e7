package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The end of a tenant: it takes along everything, leaves nothing, and nobody else notices. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OffboardingIT {
  private static final Duration ERASURE = Duration.ofSeconds(120);
  private static final int MEMORIES = 40;

  private Platform platform;
  private Http http;
  private Control control;
  private Stores stores;

  @BeforeAll
  void connect() {
    platform = Platform.shared();
    http = platform.http();
    control = new Control(http, platform.adminKey());
    stores = new Stores(platform.data());
  }

  /** A tenant of its own with a secret word in all of its memories. */
  private final class Firm {
    private final String name = "firm " + UUID.randomUUID();
    private final String word = "quagga" + UUID.randomUUID().toString().substring(0, 8);
    private final String id;
    private final Control admin;
    private final String application;
    private final List<String> contents = new ArrayList<>();

    Firm() {
      JsonNode made = control.tenant(name);
      id = made.path("tenant").path("id").asText();
      admin = new Control(http, made.path("key").asText());
      String app = admin.principal("application", "app", "");
      application =
          admin
              .newKey(Map.of("principal", app, "act_for", Map.of("unit", id)))
              .path("key")
              .asText();
      String organization = admin.unit("", "organization", "north");
      admin.principal("user", "ada", "");
      admin.member(organization, "ada", "architect");
      keep(memory("company", Map.of(), word + " belongs to everybody"), admin.key());
      remember(0, MEMORIES);
    }

    void remember(int from, int to) {
      List<Map<String, Object>> batch =
          IntStream.range(from, to)
              .mapToObj(i -> memory("user", Map.of("user", "ada"), word + " saw number " + i))
              .toList();
      batch.forEach(
          memory -> contents.add(Objects.requireNonNull(memory.get("content")).toString()));
      http.send(Call.post("/v1/memories:batch", Map.of("memories", batch)).key(application), 200);
    }

    private void keep(Map<String, Object> memory, String key) {
      contents.add(Objects.requireNonNull(memory.get("content")).toString());
      http.send(Call.post("/v1/memories", memory).key(key), 201);
    }

    Reply write(String content) {
      return http.send(
          Call.post("/v1/memories", memory("user", Map.of("user", "ada"), word + content))
              .key(application));
    }

    String everythingItSees() {
      String listed = http.send(Call.get("/v1/memories?limit=100").key(application), 200).text();
      JsonNode found =
          http.send(
                  Call.post("/v1/memories/search", Map.of("query", word, "limit", 100))
                      .key(application),
                  200)
              .json();
      return listed
          + IntStream.range(0, found.path("results").size())
              .mapToObj(i -> found.path("results").path(i).path("memory").path("content").asText())
              .sorted()
              .toList();
    }
  }

  private static Map<String, Object> memory(
      String layer, Map<String, String> scope, String content) {
    return Map.of("layer", layer, "scope", scope, "content", content);
  }

  @Test
  void anExportHoldsEverythingThatWasAdded() {
    Firm firm = new Firm();

    List<String> lines = export(firm).lines().toList();

    List<String> contents = new ArrayList<>();
    lines.stream()
        .map(Json::parse)
        .filter(line -> line.path("type").asText().equals("memory"))
        .forEach(line -> contents.add(line.path("content").asText()));
    assertThat(contents).containsExactlyInAnyOrderElementsOf(firm.contents);
    JsonNode end = Json.parse(lines.getLast());
    assertThat(end.path("counts").path("memory").asInt()).isEqualTo(firm.contents.size());
    assertThat(end.path("lines").asInt()).isEqualTo(lines.size() - 1);
    assertThat(end.path("sha256").asText())
        .isEqualTo(sha256(String.join("\n", lines.subList(0, lines.size() - 1)) + "\n"));
  }

  @Test
  void anErasedTenantLeavesNoTraceAndTheOtherIsUntouched() {
    Firm leaving = new Firm();
    Firm staying = new Firm();
    String before = staying.everythingItSees();
    assertThat(stores.tablesWith(leaving.id)).hasSizeGreaterThan(8);
    assertThat(stores.filesWith(leaving.id)).isNotEmpty();
    String digest = Json.parse(export(leaving).lines().toList().getLast()).path("sha256").asText();

    JsonNode begun = confirm(leaving);

    assertThat(begun.path("state").asText()).isIn("erasing", "erased");
    List<Integer> writes = writeUntilRefused(leaving);
    JsonNode proof = awaitProof(leaving);
    assertThat(writes.getLast()).isEqualTo(401);
    assertThat(leaving.write(" once more").status()).isEqualTo(401);
    assertThat(proof.path("rescan"))
        .isNotEmpty()
        .allSatisfy(count -> assertThat(count.path("rows").asInt()).isZero());
    assertThat(proof.path("index_gone").asBoolean()).isTrue();
    assertThat(proof.path("export_sha256").asText()).isEqualTo(digest);
    assertNoTrace(leaving);
    assertThat(staying.everythingItSees()).isEqualTo(before);
    assertThat(staying.write(" is still here").status()).isEqualTo(201);
  }

  /** Its key is remembered by the gateway for a moment, and what it writes then must not stay. */
  private static List<Integer> writeUntilRefused(Firm firm) {
    List<Integer> statuses = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              statuses.add(firm.write(" wrote late " + statuses.size()).status());
              return statuses.getLast() == 401;
            });
    return statuses;
  }

  @Test
  void anErasureThatWasKilledGoesOnAfterTheNextStart() {
    Firm firm = new Firm();
    for (int round = 1; round < 6; round++) {
      firm.remember(round * 200, (round + 1) * 200);
    }

    confirm(firm);
    platform.kill();
    platform.start();

    awaitProof(firm);
    assertNoTrace(firm);
  }

  @Test
  void nobodyElseEndsATenant() {
    Firm one = new Firm();
    Firm other = new Firm();
    String confirm = offer(one).path("confirm").asText();

    assertThat(status("DELETE", one, "", other.admin.key())).isEqualTo(404);
    assertThat(status("DELETE", one, "?confirm=" + confirm, other.admin.key())).isEqualTo(404);
    assertThat(status("GET", one, "/erasure", other.admin.key())).isEqualTo(404);
    assertThat(status("GET", one, "", other.admin.key())).isEqualTo(404);
    assertThat(http.send(exportCall(one, one.name, other.admin.key())).status()).isEqualTo(404);
    assertThat(status("DELETE", one, "", one.admin.key())).isEqualTo(403);
    assertThat(http.send(exportCall(one, one.name, one.application)).status()).isEqualTo(403);
    assertThat(http.send(exportCall(one, "another", one.admin.key())).status()).isEqualTo(400);
    assertThat(status("DELETE", one, "?confirm=guess", platform.adminKey())).isEqualTo(400);
    assertThat(status("DELETE", other, "?confirm=" + confirm, platform.adminKey())).isEqualTo(400);
    assertThat(status("GET", one, "", platform.adminKey())).isEqualTo(200);
  }

  @Test
  void theCommandLineDoesAllOfIt() {
    Path file = platform.home().resolve("firm.ndjson");
    Firm firm = new Firm();

    String list = cli("tenant", "list");
    String export =
        cli("tenant", "export", firm.id, "--confirm", firm.name, "--out", file.toString());
    JsonNode offer = Json.parse(cli("--json", "tenant", "delete", firm.id));
    String proof = cli("tenant", "delete", firm.id, "--confirm=" + offer.path("confirm").asText());

    assertThat(list).contains(firm.id, firm.name);
    assertThat(export).contains("SHA-256", "firm.ndjson");
    assertThat(file).content().contains(firm.word + " saw number 7");
    assertThat(proof).contains("memory.memory").doesNotContainPattern("memory\\.memory +[1-9]");
    assertNoTrace(firm);
  }

  private String cli(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Platform.repository().resolve("cli/bin/mnemon").toString());
    command.addAll(List.of(arguments));
    return Shell.run(
            Platform.repository(),
            Map.of("MNEMON_URL", http.address(), "MNEMON_DATA", platform.data().toString()),
            command)
        .expectSuccess()
        .out();
  }

  private void assertNoTrace(Firm firm) {
    Map<String, Long> left = new TreeMap<>(stores.tablesWith(firm.id));
    // The log of those who run the platform says, by id, that they erased it.
    left.keySet().removeAll(Set.of("governance.audit_entry", "governance.audit_pending"));
    assertThat(left)
        .containsOnly(Map.entry("governance.erasure", 1L), Map.entry("memory.fence", 1L));
    assertThat(stores.tablesWith(firm.word)).isEmpty();
    assertThat(stores.tablesWith(firm.name)).isEmpty();
    assertThat(stores.filesWith(firm.id)).isEmpty();
    assertThat(stores.redisKeysWith(firm.id)).contains("*0\r\n");
    assertThat(status("GET", firm, "", platform.adminKey())).isEqualTo(404);
  }

  private String export(Firm firm) {
    return http.send(exportCall(firm, firm.name, platform.adminKey()), 200).text();
  }

  private static Call exportCall(Firm firm, String confirm, String key) {
    return Call.post("/v1/tenants/" + firm.id + ":export", Map.of("confirm", confirm)).key(key);
  }

  private JsonNode offer(Firm firm) {
    return http.send(Call.of("DELETE", "/v1/tenants/" + firm.id).key(platform.adminKey()), 200)
        .json();
  }

  private JsonNode confirm(Firm firm) {
    String path = "/v1/tenants/" + firm.id + "?confirm=" + offer(firm).path("confirm").asText();
    return http.send(Call.of("DELETE", path).key(platform.adminKey()), 200).json();
  }

  private JsonNode awaitProof(Firm firm) {
    Call call = Call.get("/v1/tenants/" + firm.id + "/erasure").key(platform.adminKey());
    return await()
        .atMost(ERASURE)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> http.send(call, 200).json(),
            erasure -> erasure.path("state").asText().equals("erased"));
  }

  private int status(String method, Firm firm, String rest, String key) {
    return http.send(Call.of(method, "/v1/tenants/" + firm.id + rest).key(key)).status();
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
