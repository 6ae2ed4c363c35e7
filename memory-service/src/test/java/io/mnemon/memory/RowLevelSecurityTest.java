package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.LocalKeyring;
import io.mnemon.embedded.TestStores;
import io.mnemon.inference.VectorSpace;
import io.mnemon.memory.record.Archive;
import io.mnemon.memory.record.Decay;
import io.mnemon.memory.record.MemoryCipher;
import io.mnemon.memory.record.MemoryReader;
import io.mnemon.memory.record.MemoryStore.Listing;
import io.mnemon.memory.record.PostgresAnswers;
import io.mnemon.memory.record.PostgresDataKeys;
import io.mnemon.memory.record.PostgresMemoryStore;
import io.mnemon.memory.record.PostgresVectorSpace;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.FolderObjectStore;
import io.mnemon.storage.Outbox;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.ScopeKey;
import io.mnemon.tenancy.TenantScope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the database itself keeps apart, whatever the statements of the service say. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class RowLevelSecurityTest {
  private static final String[] TABLES = {
    "memory",
    "version",
    "vector",
    "near_duplicate",
    "scope",
    "idempotency",
    "data_key",
    "outbox",
    "audit_pending",
    "usage",
    "reward",
    "recall_use",
    "archive_object",
    "promotion",
    "worth_turn",
    "recall",
    "supersession",
    "operation",
    "operation_item",
    "enrichment",
    "upload",
    "purge",
    "retention"
  };

  @TempDir private static Path objects;

  @Inject InternalTokens tokens;

  private final UUID tenant = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();
  private ManagedChannel channel;
  private Client alice;
  private Client bob;
  private String hers = "";

  @BeforeEach
  void fill() {
    channel = Services.connect();
    alice = new Client(channel, tokens, Client.user(tenant, "alice"));
    bob = new Client(channel, tokens, Client.user(tenant, "bob"));
    Client stranger = new Client(channel, tokens, Client.user(other, "mallory"));
    hers = alice.remember("Alice's diary, page 1").getId();
    alice.add(
        Memory.newBuilder().setLayer("user").setEpisode("talk").setContent("Alice said hello"));
    bob.add(Memory.newBuilder().setLayer("user").setEpisode("talk").setContent("Bob said hello"));
    stranger.remember("Mallory's plan");
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void theServiceRoleSeesNothingWithoutTheSetting() throws SQLException {
    try (Connection connection = asService();
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        ResultSet count = statement.executeQuery("SELECT count(*) FROM memory." + table);
        count.next();
        assertThat(count.getLong(1)).as(table).isZero();
      }
    }
  }

  @Test
  void theServiceRoleOwnsNothingAndBypassesNothing() throws SQLException {
    try (Connection owner = TestStores.shared().connect();
        Statement statement = owner.createStatement()) {
      ResultSet role =
          statement.executeQuery(
              """
              SELECT bool_or(rolsuper OR rolbypassrls OR rolcreaterole) AS strong,
                     (SELECT count(*) FROM pg_tables
                       WHERE tableowner LIKE 'mnemon_memory%') AS owned,
                     (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                       WHERE nspname = 'memory' AND relkind = 'r'
                         AND relname NOT IN ('vector_space', 'fence', 'flyway_schema_history')
                         AND NOT (relrowsecurity AND relforcerowsecurity)) AS open
              FROM pg_roles WHERE rolname LIKE 'mnemon_memory%'
              """);
      role.next();
      assertThat(role.getBoolean("strong")).isFalse();
      assertThat(role.getLong("owned")).isZero();
      assertThat(role.getLong("open")).isZero();
    }
  }

  @Test
  void theJobsRoleSeesWhichRowsToWorkOnButNoContent() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                TestStores.shared().jdbcUrl(),
                "mnemon_memory_jobs",
                TestStores.shared().password());
        Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT tenant, aggregate FROM memory.outbox").next();
      assertThatThrownBy(() -> statement.executeQuery("SELECT content FROM memory.memory"))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void backgroundWorkForgetsOldAnswersAndNoOthers() throws SQLException {
    Client carol = new Client(channel, tokens, Client.user(tenant, "carol"));
    for (String key : List.of("old", "new")) {
      carol
          .stub()
          .addMemory(
              AddMemoryRequest.newBuilder()
                  .setMemory(Memory.newBuilder().setLayer("user").setContent("Answer " + key))
                  .setIdempotencyKey(key)
                  .build());
    }
    try (Connection owner = unbound("idempotency");
        Statement statement = owner.createStatement()) {
      statement.execute(
          "UPDATE memory.idempotency SET created_at = now() - interval '25 hours'"
              + " WHERE key = 'old'");
    }

    assertThat(new PostgresAnswers(jobs()).forgetOutdated()).isEqualTo(1);
    assertThat(new PostgresAnswers(jobs()).forgetOutdated()).isZero();
  }

  @Test
  void anotherEmbeddingModelIsRefusedWithWhatToDo() {
    ControlSession session = new ControlSession(new Plain(), 1, Duration.ofSeconds(5));
    VectorSpace larger = new VectorSpace("some-large-model", 1536, "f32");

    assertThatThrownBy(() -> new PostgresVectorSpace(session).claim(larger))
        .hasMessageContaining("384 dimensions")
        .hasMessageContaining("some-large-model (1536 dimensions")
        .hasMessageContaining("MNEMON_DATA");
  }

  private static ControlSession jobs() {
    return new ControlSession(
        new Plain() {
          @Override
          public Connection getConnection() throws SQLException {
            return DriverManager.getConnection(
                TestStores.shared().jdbcUrl(),
                "mnemon_memory_jobs",
                TestStores.shared().password());
          }
        },
        1,
        Duration.ofSeconds(5));
  }

  @Test
  void rowLevelSecurityAloneHoldsWhenEveryPredicateIsForgotten() {
    List<String> stripped = new ArrayList<>();
    MemoryReader forgetful = store(new Forgetful(stripped));
    PostgresMemoryStore store = (PostgresMemoryStore) forgetful;
    TenantScope bobs =
        TenantScope.of(tenant, Set.of(ScopeKey.ofUser(bob.caller().principal()).id()));
    UUID id = UUID.fromString(hers);

    assertThat(store.find(bobs, id)).isEmpty();
    assertThat(store.history(bobs, id, 0, 100)).isEmpty();
    assertThat(store.vectors(bobs, Set.of(id))).isEmpty();
    store.secrets(bobs, bobs.scopes(), 100, page -> assertThat(page).isEmpty());
    List<io.mnemon.memory.record.Memory> listed =
        store
            .list(bobs, new Listing(Set.of(), Set.of(), Optional.empty()), Optional.empty(), 100)
            .memories();
    assertThat(listed).extracting(m -> m.attributes().content()).containsExactly("Bob said hello");
    assertThat(store.neighbours(bobs, listed, 10)).isEmpty();
    assertThat(
            store.delete(bobs, id, 1, bob.caller().principal(), InstantSource.system().instant()))
        .isEmpty();
    assertThat(stripped).as("statements that lost a predicate").hasSizeGreaterThanOrEqualTo(7);
    assertThat(alice.get(hers).getContent()).isEqualTo("Alice's diary, page 1");
  }

  @Test
  void everyReadIsServedByAnIndexOnTheTenant() throws SQLException {
    grow();
    List<String> plans = new ArrayList<>();
    PostgresMemoryStore store = store(new Explaining(plans));
    TenantScope scope =
        TenantScope.of(tenant, Set.of(ScopeKey.ofUser(alice.caller().principal()).id()));
    UUID id = UUID.fromString(hers);

    store.find(scope, id);
    store.list(scope, new Listing(Set.of(), Set.of(), Optional.empty()), Optional.empty(), 20);
    store.history(scope, id, 0, 100);
    store.vectors(scope, Set.of(id));
    io.mnemon.memory.record.Memory turn =
        store
            .list(scope, new Listing(Set.of(), Set.of(), Optional.of("talk")), Optional.empty(), 1)
            .memories()
            .getFirst();
    store.neighbours(scope, List.of(turn), 2);
    TenantScope system = TenantScope.system(tenant, "test");
    assertThat(store.windows(system, Set.of(turn.id()), 2)).hasSize(1);

    assertThat(plans).hasSizeGreaterThanOrEqualTo(6);
    assertThat(plans)
        .allSatisfy(
            plan -> {
              assertThat(plan).contains("tenant = ");
              assertThat(plan).containsPattern("Index Cond: \\([^\\n]*tenant = ");
              assertThat(plan).doesNotContainPattern("Seq Scan on (memory|version|vector|scope)");
            });
  }

  /** Enough rows of other tenants that a sequential scan would be the worse plan. */
  private static void grow() throws SQLException {
    try (Connection owner = unbound("scope", "memory", "vector", "version");
        Statement statement = owner.createStatement()) {
      statement.execute(
          """
          INSERT INTO memory.scope (tenant, scope_id, layer, user_id, user_name, created_at)
          SELECT gen_random_uuid(), gen_random_uuid(), 'user', gen_random_uuid(), 'u' || i, now()
          FROM generate_series(1, 20000) i;
          INSERT INTO memory.memory
            (tenant, id, scope_id, layer, kind, content, content_hash, dedup_hash, event_time, tags,
             importance, sensitivity, source, provenance, version, change, changed_by, created_at,
             updated_at)
          SELECT s.tenant, gen_random_uuid(), s.scope_id, 'user', 'fact', 'x', 'x',
                 decode(md5(s.tenant::text), 'hex'), now(), '{}', 0.5, 'internal', 'manual', '{}', 1,
                 'added', s.user_id, now(), now()
          FROM memory.scope s WHERE s.user_name LIKE 'u%';
          INSERT INTO memory.vector (tenant, memory_id, space, scope_id, version, embedding)
          SELECT tenant, id, 'x', scope_id, 1, 'x' FROM memory.memory WHERE content = 'x';
          INSERT INTO memory.version
            (tenant, memory_id, version, scope_id, kind, content, event_time, tags, importance,
             sensitivity, change, changed_by, updated_at)
          SELECT tenant, id, 0, scope_id, kind, content, event_time, tags, importance, sensitivity,
                 change, changed_by, updated_at
          FROM memory.memory WHERE content = 'x';
          ANALYZE memory.scope; ANALYZE memory.memory; ANALYZE memory.vector; ANALYZE memory.version
          """);
    }
  }

  /** The owner is under the policies as well, unless it lifts them. */
  private static Connection unbound(String... tables) throws SQLException {
    Connection owner = TestStores.shared().connect();
    try (Statement statement = owner.createStatement()) {
      for (String table : tables) {
        statement.execute("ALTER TABLE memory." + table + " NO FORCE ROW LEVEL SECURITY");
      }
    }
    return owner;
  }

  @AfterEach
  void force() throws SQLException {
    try (Connection owner = TestStores.shared().connect();
        Statement statement = owner.createStatement()) {
      for (String table : TABLES) {
        statement.execute("ALTER TABLE memory." + table + " FORCE ROW LEVEL SECURITY");
      }
    }
  }

  private static Connection asService() throws SQLException {
    return DriverManager.getConnection(
        TestStores.shared().jdbcUrl(), "mnemon_memory", TestStores.shared().password());
  }

  private static PostgresMemoryStore store(Rewriting connections) {
    PostgresSession session = new PostgresSession(connections, 2, Duration.ofSeconds(5));
    PostgresSession plain = new PostgresSession(new Plain(), 2, Duration.ofSeconds(5));
    DataKeys keys =
        new DataKeys(
            LocalKeyring.open(
                Path.of(TestStores.shared().properties().get("mnemon.crypto.keyring-file"))),
            new PostgresDataKeys(plain),
            InstantSource.system(),
            100,
            Duration.ofMinutes(1));
    return new PostgresMemoryStore(
        session,
        new Outbox(
            "memory.outbox",
            new ControlSession(new Plain(), 1, Duration.ofSeconds(5)),
            UUID.randomUUID(),
            InstantSource.system()),
        new MemoryCipher(keys),
        new Archive(new FolderObjectStore(objects)),
        new Decay(
            Stream.of(Layer.values()).collect(Collectors.toMap(layer -> layer, layer -> 0.01)),
            0.03),
        InstantSource.system(),
        new VectorSpace("bge-small-en-v1.5-q8", 384, "f32"),
        Duration.ofSeconds(30));
  }

  /** Connections of the service's role. */
  private static class Plain implements DataSource {
    @Override
    public Connection getConnection() throws SQLException {
      return asService();
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
      return asService();
    }

    @Override
    public PrintWriter getLogWriter() {
      return new PrintWriter(System.err, true);
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      throw new SQLException("nothing is wrapped");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }

  /** Connections that look at each statement before it is prepared. */
  private abstract static class Rewriting extends Plain {
    abstract String rewrite(String sql);

    void prepared(String sql) throws SQLException {}

    @Override
    public Connection getConnection() throws SQLException {
      Connection real = super.getConnection();
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                try {
                  if (method.getName().equals("prepareStatement")) {
                    arguments[0] = rewrite((String) arguments[0]);
                  }
                  Object result = method.invoke(real, arguments);
                  if (result instanceof PreparedStatement) {
                    prepared((String) arguments[0]);
                  }
                  return result;
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }

  /** Forgets every predicate on tenant and scope, and keeps the parameters in their places. */
  private static final class Forgetful extends Rewriting {
    private final List<String> stripped;

    Forgetful(List<String> stripped) {
      this.stripped = stripped;
    }

    @Override
    String rewrite(String sql) {
      String without =
          sql.replace(
                  "m.tenant = ? AND m.scope_id = ANY (?)",
                  "?::uuid IS NOT NULL AND ?::uuid[] IS NOT NULL")
              .replace("m.scope_id = ANY (?)", "?::uuid[] IS NOT NULL")
              .replace("m.scope_id = ?", "?::uuid IS NOT NULL");
      if (!without.equals(sql)) {
        stripped.add(sql);
      }
      return without;
    }
  }

  /** Has every statement on memories explained, with generic parameters. */
  private static final class Explaining extends Rewriting {
    private final List<String> plans;

    Explaining(List<String> plans) {
      this.plans = plans;
    }

    @Override
    String rewrite(String sql) {
      return sql;
    }

    @Override
    void prepared(String sql) throws SQLException {
      int read = sql.indexOf("SELECT", sql.indexOf(';') + 1);
      String query = read < 0 ? "" : sql.substring(sql.indexOf(';') + 1).strip();
      if (!query.contains("FROM memory.")) {
        return;
      }
      StringBuilder numbered = new StringBuilder();
      int parameter = 0;
      for (char c : query.toCharArray()) {
        numbered.append(c == '?' ? "$" + ++parameter : String.valueOf(c));
      }
      // The simple protocol, which has no parameters of its own to bind.
      try (Connection simple =
              DriverManager.getConnection(
                  TestStores.shared().jdbcUrl() + "?preferQueryMode=simple",
                  "mnemon_memory",
                  TestStores.shared().password());
          Statement explain = simple.createStatement()) {
        ResultSet plan = explain.executeQuery("EXPLAIN (GENERIC_PLAN) " + numbered);
        StringBuilder text = new StringBuilder();
        while (plan.next()) {
          text.append(plan.getString(1)).append('\n');
        }
        plans.add(text.toString());
      }
    }
  }
}
