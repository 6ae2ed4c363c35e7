package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.memory.v1.CountTenantRecordsRequest;
import io.mnemon.api.memory.v1.EraseTenantRecordsRequest;
import io.mnemon.api.memory.v1.ExportTenantRecordsRequest;
import io.mnemon.api.memory.v1.ExportTenantRecordsResponse;
import io.mnemon.api.memory.v1.FenceTenantRecordsRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.TableRows;
import io.mnemon.api.memory.v1.TenantRecordsServiceGrpc;
import io.mnemon.api.memory.v1.TenantRecordsServiceGrpc.TenantRecordsServiceBlockingStub;
import io.mnemon.api.memory.v1.UpdateMemoryRequest;
import io.mnemon.embedded.TestStores;
import io.mnemon.memory.retention.RetentionStore;
import io.mnemon.memory.retention.RetentionStore.Expired;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.InternalTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the memory service tells of one tenant, and that nothing stays of one that has left. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class TenantRecordsTest {
  @Inject InternalTokens tokens;
  @Inject MemoryConfig config;
  @Inject @MemoryParts RetentionStore retention;
  @Inject InstantSource clock;

  private final UUID tenant = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();
  private ManagedChannel channel;
  private Client alice;
  private Client stranger;
  private TenantRecordsServiceBlockingStub governance;

  @BeforeEach
  void connect() {
    channel = Services.connect();
    alice = new Client(channel, tokens, Client.user(tenant, "alice"));
    stranger = new Client(channel, tokens, Client.user(other, "mallory"));
    governance = as(Caller.service("governance"));
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  private TenantRecordsServiceBlockingStub as(Caller caller) {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(caller, "memory"));
    return TenantRecordsServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Test
  void everyVersionAndWhatWasDeletedIsTold() {
    Memory tea = alice.remember("Alice drinks green tea");
    alice
        .stub()
        .updateMemory(
            UpdateMemoryRequest.newBuilder()
                .setId(tea.getId())
                .setMemory(tea.toBuilder().setContent("Alice drinks black tea"))
                .setUpdateMask(com.google.protobuf.FieldMask.newBuilder().addPaths("content"))
                .setExpectedVersion(1)
                .build());
    alice.delete(alice.remember("Alice has left the choir").getId());
    stranger.remember("Mallory's plan");

    List<JsonNode> lines = export(tenant);

    assertThat(lines)
        .extracting(line -> line.path("type").asText() + ": " + content(line))
        .containsExactly(
            "scope: ",
            "memory: Alice drinks black tea",
            "memory: Alice has left the choir",
            "version: Alice drinks green tea",
            "usage: ");
    assertThat(lines.get(2).path("deleted_at").asText()).isNotEmpty();
    assertThat(lines.get(1).path("created_at").asText()).endsWith("+00:00");
    assertThat(lines).noneMatch(line -> line.has("key_id") || line.has("content_hash"));
  }

  @Test
  void moreThanAPageIsToldInTheOrderOfIds() {
    for (int i = 0; i < config.offboarding().exportedAtOnce() + 3; i++) {
      alice.add(Memory.newBuilder().setLayer("user").setEpisode("talk").setContent("turn " + i));
    }

    List<String> contents =
        export(tenant).stream()
            .filter(line -> line.path("type").asText().equals("memory"))
            .map(TenantRecordsTest::content)
            .toList();

    assertThat(contents).hasSize(config.offboarding().exportedAtOnce() + 3);
    assertThat(contents).first().isEqualTo("turn 0");
    assertThat(contents).doesNotHaveDuplicates();
  }

  @Test
  void onlyServicesAsk() {
    TenantRecordsServiceBlockingStub user = as(alice.caller());

    assertThat(
            Client.refusal(
                    () ->
                        user.eraseTenantRecords(
                            EraseTenantRecordsRequest.newBuilder()
                                .setTenant(tenant.toString())
                                .build()))
                .code())
        .isEqualTo(ErrorCode.PERMISSION_DENIED);
  }

  @Test
  void nothingIsLeftOfAnErasedTenantAndAllOfTheOther() throws SQLException {
    alice.remember("Alice drinks green tea");
    alice.remember("Alice drinks green tea.");
    String kept = stranger.remember("Mallory drinks cold coffee").getId();
    assertThat(alice.search("tea")).isNotEmpty();
    Map<String, Long> others = count(other);

    erase(tenant);

    assertThat(count(tenant).values()).containsOnly(0L);
    assertThat(count(tenant)).containsKeys("memory.memory", "memory.data_key", "memory.outbox");
    assertThat(indexFolder(tenant)).doesNotExist();
    assertThat(stranger.get(kept).getContent()).isEqualTo("Mallory drinks cold coffee");
    assertThat(stranger.search("coffee")).containsExactly("Mallory drinks cold coffee");
    assertThat(count(other)).containsEntry("memory.memory", others.get("memory.memory"));
  }

  @Test
  void aTenantThatHasLeftWritesNothingAndGetsNoIndexAgain() {
    alice.remember("Alice drinks green tea");
    erase(tenant);

    ErrorCode write = Client.refusal(() -> alice.remember("one more")).code();
    List<String> found = alice.search("tea");

    assertThat(found).isEmpty();
    assertThat(write).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(count(tenant).values()).containsOnly(0L);
    assertThat(indexFolder(tenant)).doesNotExist();
  }

  @Test
  void aWriterThatHadBegunIsWaitedForAndErased() throws SQLException {
    alice.remember("Alice drinks green tea");
    try (Connection writer = asService(tenant);
        Statement statement = writer.createStatement()) {
      statement.execute(
          "UPDATE memory.scope SET has_secrets = true WHERE tenant = '" + tenant + "'");
      statement.execute(
          "INSERT INTO memory.scope (tenant, scope_id, layer, created_at) VALUES ('"
              + tenant
              + "', gen_random_uuid(), 'user', now())");

      CompletableFuture<Void> fenced = CompletableFuture.runAsync(() -> fence(tenant));
      await().until(() -> isSomebodyWaitingForTheLock());
      assertThat(fenced).isNotDone();
      writer.commit();

      fenced.join();
    }
    erase(tenant);
    assertThat(count(tenant).values()).containsOnly(0L);
  }

  @Test
  void whatExpiresOfATenantThatIsLeavingIsNobodysWork() throws SQLException {
    alice.remember("Alice drinks green tea");
    RawRecord.execute(tenant, "UPDATE memory.memory SET expires_at = now() + interval '1 second'");
    Instant over = clock.instant().plusSeconds(2);

    fence(tenant);
    await().until(() -> clock.instant().isAfter(over));

    assertThat(retention.expired(clock.instant(), 1_000))
        .extracting(Expired::tenant)
        .doesNotContain(tenant);
  }

  @Test
  void everyTableOfTenantsIsGuarded() throws SQLException {
    List<String> unguarded = new ArrayList<>();
    try (Connection owner = TestStores.shared().connect();
        Statement statement = owner.createStatement();
        ResultSet tables =
            statement.executeQuery(
                """
                SELECT c.relname FROM pg_class c
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant'
                WHERE c.relnamespace = 'memory'::regnamespace AND c.relkind = 'r'
                  AND NOT EXISTS (SELECT FROM pg_trigger t
                                   WHERE t.tgrelid = c.oid AND t.tgname = 'refuse_fenced')
                """)) {
      while (tables.next()) {
        unguarded.add(tables.getString("relname"));
      }
    }

    assertThat(unguarded)
        .as("give them CREATE TRIGGER refuse_fenced … EXECUTE FUNCTION memory.refuse_fenced()")
        .isEmpty();
  }

  private List<JsonNode> export(UUID whose) {
    List<JsonNode> lines = new ArrayList<>();
    String cursor = "";
    do {
      ExportTenantRecordsResponse page =
          governance.exportTenantRecords(
              ExportTenantRecordsRequest.newBuilder()
                  .setTenant(whose.toString())
                  .setCursor(cursor)
                  .build());
      page.getLinesList().forEach(line -> lines.add(parse(line)));
      cursor = page.getNextCursor();
    } while (!cursor.isEmpty());
    return lines;
  }

  private Map<String, Long> count(UUID whose) {
    return governance
        .countTenantRecords(
            CountTenantRecordsRequest.newBuilder().setTenant(whose.toString()).build())
        .getTablesList()
        .stream()
        .collect(Collectors.toMap(TableRows::getTable, TableRows::getRows));
  }

  private void fence(UUID whose) {
    Object done =
        governance.fenceTenantRecords(
            FenceTenantRecordsRequest.newBuilder().setTenant(whose.toString()).build());
    assertThat(done).isNotNull();
  }

  private void erase(UUID whose) {
    boolean more = true;
    while (more) {
      more =
          governance
              .eraseTenantRecords(
                  EraseTenantRecordsRequest.newBuilder().setTenant(whose.toString()).build())
              .getMore();
    }
  }

  private Path indexFolder(UUID whose) {
    return config.index().directory().resolve(whose.toString());
  }

  private static boolean isSomebodyWaitingForTheLock() throws SQLException {
    try (Connection owner = TestStores.shared().connect();
        Statement statement = owner.createStatement();
        ResultSet waiting =
            statement.executeQuery(
                "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")) {
      return waiting.next();
    }
  }

  private static Connection asService(UUID whose) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            TestStores.shared().jdbcUrl(), "mnemon_memory", TestStores.shared().password());
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT set_config('app.tenant', '" + whose + "', true)");
    }
    return connection;
  }

  private static String content(JsonNode line) {
    return line.path("content").asText();
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }
}
