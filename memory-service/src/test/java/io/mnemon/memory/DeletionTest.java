package io.mnemon.memory;

import static io.mnemon.memory.Client.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.ManagedChannel;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.DeleteMemoriesRequest;
import io.mnemon.api.memory.v1.DeleteMemoriesResponse;
import io.mnemon.api.memory.v1.DeleteMemoryRequest;
import io.mnemon.api.memory.v1.GetRetentionRuleRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryLine;
import io.mnemon.api.memory.v1.PutRetentionRuleRequest;
import io.mnemon.api.memory.v1.RetentionRule;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.memory.retention.PurgeStore;
import io.mnemon.tenancy.Caller.RoleGrant;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import io.quarkus.redis.client.RedisClientName;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How memories come to their end, on a real Postgres, Redis, index and embedding model. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class DeletionTest {
  private static final UUID PROJECT = new UUID(7, 13);
  private static final Duration ONE_MINUTE = Duration.ofMinutes(1);
  private static final UUID TEAM = new UUID(7, 22);
  private static final DeleteMemoriesRequest OWN_USER_LAYER =
      DeleteMemoriesRequest.newBuilder().addLayers("user").build();

  @Inject InternalTokens tokens;
  @Inject MemoryConfig config;
  @Inject @MemoryParts PurgeStore purges;

  private final UUID tenant = UUID.randomUUID();
  private ManagedChannel channel;
  private Client alice;
  private Client bob;
  private Client admin;

  @BeforeEach
  void connect() {
    channel = Services.connect();
    alice =
        new Client(
            channel,
            tokens,
            Client.user(
                tenant,
                "alice",
                new RoleGrant(PROJECT, Role.DEVELOPER),
                new RoleGrant(TEAM, Role.VIEWER)));
    bob = new Client(channel, tokens, Client.user(tenant, "bob"));
    admin =
        new Client(
            channel, tokens, Client.user(tenant, "root", new RoleGrant(tenant, Role.TENANT_ADMIN)));
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  private static DeleteMemoriesResponse delete(Client who, DeleteMemoriesRequest request) {
    return who.transfers().deleteMemories(request);
  }

  private static DeleteMemoriesResponse confirm(
      Client who, DeleteMemoriesRequest request, DeleteMemoriesResponse told) {
    return delete(who, request.toBuilder().setConfirmation(told.getConfirmation()).build());
  }

  @Test
  void whatLongContentsSaidIsToldInParts() throws SQLException {
    Set<UUID> ids = new HashSet<>();
    for (String content : List.of("one", "two", "three")) {
      String id = alice.remember(content).getId();
      alice.delete(id);
      ids.add(UUID.fromString(id));
    }
    RawRecord.execute(
        tenant,
        "UPDATE memory.memory SET content = convert_to(repeat('x', 5000000), 'UTF8'), key_id = NULL");
    List<Integer> parts = new ArrayList<>();

    purges.contents(
        TenantScope.system(tenant, "test"), ids, contents -> parts.add(contents.size()));

    assertThat(parts).containsExactly(2, 1);
  }

  @Test
  void theFirstCallCountsAndTheSecondDeletes() {
    alice.remember("one");
    alice.remember("two");
    bob.remember("three");

    DeleteMemoriesResponse told = delete(alice, OWN_USER_LAYER);
    assertThat(told.getCount()).isEqualTo(2);
    assertThat(told.getDeleted()).isZero();
    assertThat(alice.list()).hasSize(2);

    DeleteMemoriesResponse done = confirm(alice, OWN_USER_LAYER, told);

    assertThat(done.getDeleted()).isEqualTo(2);
    assertThat(done.getCount()).isZero();
    assertThat(done.getConfirmation()).isEmpty();
    assertThat(alice.list()).isEmpty();
    assertThat(alice.search("one")).isEmpty();
    assertThat(bob.list()).containsExactly("three");
  }

  @Test
  void whatCameAfterTheCountStays() {
    alice.remember("counted");
    DeleteMemoriesResponse told = delete(alice, OWN_USER_LAYER);
    alice.remember("not counted");

    DeleteMemoriesResponse done = confirm(alice, OWN_USER_LAYER, told);

    assertThat(done.getDeleted()).isEqualTo(1);
    assertThat(alice.list()).containsExactly("not counted");
  }

  @Test
  void moreThanWasCountedIsToldAnewAndNotDeleted() {
    Memory late = alice.add(Memory.newBuilder().setLayer("user").setContent("late"));
    alice.add(Memory.newBuilder().setLayer("user").setContent("tagged").addTags("old"));
    DeleteMemoriesRequest tagged = OWN_USER_LAYER.toBuilder().addTags("old").build();
    DeleteMemoriesResponse told = delete(alice, tagged);
    Object updated = alice.update(late.getId(), "tags", Memory.newBuilder().addTags("old"));
    assertThat(updated).isNotNull();

    DeleteMemoriesResponse again = confirm(alice, tagged, told);

    assertThat(again.getDeleted()).isZero();
    assertThat(again.getCount()).isEqualTo(2);
    assertThat(confirm(alice, tagged, again).getDeleted()).isEqualTo(2);
  }

  @Test
  void aConfirmationIsForOneCallerAndOneSelection() {
    alice.remember("hers");
    bob.remember("his");
    DeleteMemoriesResponse told = delete(alice, OWN_USER_LAYER);

    assertThat(refusal(() -> confirm(bob, OWN_USER_LAYER, told)).code())
        .isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(
            refusal(
                    () ->
                        confirm(alice, OWN_USER_LAYER.toBuilder().addLayers("agent").build(), told))
                .code())
        .isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(
            refusal(() -> delete(alice, OWN_USER_LAYER.toBuilder().setConfirmation("AAAA").build()))
                .code())
        .isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(alice.list()).hasSize(1);
  }

  @Test
  void aFilterNarrowsWhatIsDeletedAndBindsItsConfirmation() {
    alice.add(Memory.newBuilder().setLayer("user").setContent("heavy").setImportance(0.9));
    alice.add(Memory.newBuilder().setLayer("user").setContent("light").setImportance(0.1));
    DeleteMemoriesRequest light = OWN_USER_LAYER.toBuilder().setFilter(below(0.5)).build();
    DeleteMemoriesRequest all = OWN_USER_LAYER.toBuilder().setFilter(below(1)).build();

    DeleteMemoriesResponse told = delete(alice, light);
    assertThat(told.getCount()).isEqualTo(1);
    assertThat(refusal(() -> confirm(alice, all, told)).code())
        .isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(confirm(alice, light, told).getDeleted()).isEqualTo(1);

    assertThat(alice.list()).containsExactly("heavy");
  }

  private static Struct below(double importance) {
    Value bound = Value.newBuilder().setNumberValue(importance).build();
    return Struct.newBuilder()
        .putFields(
            "importance",
            Value.newBuilder().setStructValue(Struct.newBuilder().putFields("lt", bound)).build())
        .build();
  }

  @Test
  void aSelectionSaysWhatItMeans() {
    ServiceException nothing =
        refusal(() -> delete(alice, DeleteMemoriesRequest.getDefaultInstance()));
    ServiceException both =
        refusal(
            () ->
                delete(
                    alice,
                    DeleteMemoriesRequest.newBuilder()
                        .setScope(Scope.newBuilder().setUser("alice"))
                        .addLayers("user")
                        .addLayers("company")
                        .build()));

    assertThat(nothing.violations().getFirst().field()).isEqualTo("scope");
    assertThat(both.violations().getFirst().field()).isEqualTo("scope.user");
  }

  @Test
  void namingAUserMeansNothingBeyondThatUser() {
    alice.remember("hers");
    alice.add(inProject("the project's"));
    DeleteMemoriesRequest hers =
        DeleteMemoriesRequest.newBuilder().setScope(Scope.newBuilder().setUser("alice")).build();

    assertThat(confirm(alice, hers, delete(alice, hers)).getDeleted()).isEqualTo(1);
    assertThat(alice.list()).containsExactly("the project's");
  }

  @Test
  void whatMayOnlyBeReadIsNotDeleted() {
    Client lead =
        new Client(
            channel, tokens, Client.user(tenant, "lead", new RoleGrant(TEAM, Role.TECH_LEAD)));
    lead.add(
        Memory.newBuilder()
            .setLayer("team")
            .setScope(Scope.newBuilder().setUnit(TEAM.toString()))
            .setContent("the team's"));

    ServiceException refused =
        refusal(() -> delete(alice, DeleteMemoriesRequest.newBuilder().addLayers("team").build()));

    assertThat(refused.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(lead.list()).containsExactly("the team's");
  }

  private static Memory.Builder inProject(String content) {
    return Memory.newBuilder()
        .setLayer("project")
        .setScope(Scope.newBuilder().setUnit(PROJECT.toString()))
        .setContent(content);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13})
  void nothingOutsideASelectionEverGoes(long seed) {
    Random random = new Random(seed);
    Client app = new Client(channel, tokens, Client.application(tenant, "u"));
    fill(app, random);
    for (int round = 0; round < 6; round++) {
      DeleteMemoriesRequest request = selection(random);
      List<MemoryLine> before = app.export();
      Set<String> expected =
          before.stream()
              .map(MemoryLine::getMemory)
              .filter(memory -> !isSelected(memory, request))
              .map(Memory::getId)
              .collect(Collectors.toCollection(TreeSet::new));

      DeleteMemoriesResponse told = delete(app, request);
      assertThat(told.getCount()).isEqualTo(before.size() - expected.size());
      if (told.getCount() > 0) {
        assertThat(confirm(app, request, told).getDeleted()).isEqualTo(told.getCount());
      }

      Set<String> left =
          app.export().stream()
              .map(line -> line.getMemory().getId())
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(left).as("seed %d: %s", seed, request).isEqualTo(expected);
    }
  }

  private static void fill(Client app, Random random) {
    for (int i = 0; i < 40; i++) {
      Scope.Builder scope = Scope.newBuilder().setUser("u" + random.nextInt(3));
      String layer = List.of("user", "agent", "session").get(random.nextInt(3));
      if (layer.equals("agent")) {
        scope.setAgent("a" + random.nextInt(2));
      } else if (layer.equals("session")) {
        scope.setSession("s" + random.nextInt(2));
      }
      app.add(
          Memory.newBuilder()
              .setLayer(layer)
              .setScope(scope)
              .setKind(random.nextBoolean() ? "fact" : "note")
              .addTags("t" + random.nextInt(2))
              .setContent("memory " + i));
    }
  }

  private static DeleteMemoriesRequest selection(Random random) {
    DeleteMemoriesRequest.Builder request = DeleteMemoriesRequest.newBuilder();
    Scope.Builder scope = Scope.newBuilder();
    switch (random.nextInt(4)) {
      case 0 -> request.addLayers("session");
      case 1 -> scope.setUser("u" + random.nextInt(3)).setAgent("a" + random.nextInt(2));
      case 2 -> scope.setSession("s" + random.nextInt(2));
      default -> {
        scope.setUser("u" + random.nextInt(3));
        request.addLayers("user");
      }
    }
    if (random.nextBoolean()) {
      request.addTags("t" + random.nextInt(2));
    }
    if (random.nextBoolean()) {
      request.addKinds("note");
    }
    return request.setScope(scope).build();
  }

  private static boolean isSelected(Memory memory, DeleteMemoriesRequest request) {
    Scope meant = request.getScope();
    Scope own = memory.getScope();
    return (request.getLayersCount() == 0 || request.getLayersList().contains(memory.getLayer()))
        && (meant.getUser().isEmpty() || meant.getUser().equals(own.getUser()))
        && (meant.getAgent().isEmpty() || meant.getAgent().equals(own.getAgent()))
        && (meant.getSession().isEmpty() || meant.getSession().equals(own.getSession()))
        && memory.getTagsList().containsAll(request.getTagsList())
        && (request.getKindsCount() == 0 || request.getKindsList().contains(memory.getKind()));
  }

  @Test
  void nothingIsLeftOfAPurgedMemoryAnywhere() throws SQLException, IOException {
    Memory secretPlan =
        alice.add(inProject("The zeppelin leaves from hangar quetzal").addTags("xylophone"));
    Object updated =
        alice.update(
            secretPlan.getId(),
            "content",
            Memory.newBuilder().setContent("The zeppelin leaves at marzipan"));
    assertThat(updated).isNotNull();
    alice.add(inProject("The office is in Lisbon"));
    List<String> words = List.of("zeppelin", "quetzal", "marzipan", "xylophone");
    String vector = alice.export().getFirst().getVectors(0).getEmbedding();
    assertThat(traces("zeppelin")).isNotEmpty();
    await().atMost(ONE_MINUTE).until(() -> cachedVectors(vector) > 0);
    DeleteMemoriesRequest tagged =
        DeleteMemoriesRequest.newBuilder()
            .addLayers("project")
            .addTags("xylophone")
            .setPurge(true)
            .build();

    DeleteMemoriesResponse done = confirm(alice, tagged, delete(alice, tagged));

    assertThat(done.getDeleted()).isEqualTo(1);
    await().atMost(ONE_MINUTE).until(() -> RawRecord.count("purge", tenant) == 0);
    for (String word : words) {
      assertThat(traces(word)).as(word).isEmpty();
    }
    assertThat(cachedVectors(vector)).isZero();
    assertThat(alice.search("zeppelin")).containsExactly("The office is in Lisbon");
    assertThat(RawRecord.everything(tenant))
        .as("what is left is the id")
        .anyMatch(row -> row.startsWith("memory.memory") && row.contains(secretPlan.getId()));
  }

  @Test
  void oneMemoryIsPurgedAtOnceWhenThatIsAskedFor() throws SQLException {
    Memory plan = alice.add(inProject("The zeppelin leaves on Monday"));

    Object done =
        alice
            .stub()
            .deleteMemory(
                DeleteMemoryRequest.newBuilder().setId(plan.getId()).setPurge(true).build());

    assertThat(done).isNotNull();
    await()
        .atMost(ONE_MINUTE)
        .untilAsserted(
            () -> assertThat(RawRecord.everything(tenant)).noneMatch(row -> row.contains(hex())));
  }

  private static String hex() {
    return HexFormat.of().formatHex("zeppelin".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aMemoryWhoseTimeHasRunOutIsDeletedByItself() throws SQLException {
    Memory shortLived = alice.add(inProject("The zeppelin is late"));
    RawRecord.execute(tenant, "UPDATE memory.memory SET expires_at = now() - interval '1 second'");

    await()
        .atMost(ONE_MINUTE)
        .untilAsserted(
            () ->
                assertThat(RawRecord.everything(tenant))
                    .anyMatch(
                        row -> row.startsWith("memory.purge") && row.contains(shortLived.getId())));
  }

  private List<String> traces(String word) throws SQLException, IOException {
    List<String> traces =
        RawRecord.everything(tenant).stream()
            .filter(
                row ->
                    row.contains(word)
                        || row.contains(
                            HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8))))
            .collect(Collectors.toList());
    Path index = config.index().directory().resolve(tenant.toString());
    try (Stream<Path> files = Files.walk(index)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word)) {
          traces.add(file.toString());
        }
      }
    }
    return traces;
  }

  @Inject
  @RedisClientName("memory")
  Redis redis;

  /** How many cached values are this vector. */
  private long cachedVectors(String base64) {
    byte[] wanted = Base64.getDecoder().decode(base64);
    long found = 0;
    for (Response key : ask(Request.cmd(Command.KEYS).arg("*"))) {
      String type = ask(Request.cmd(Command.TYPE).arg(key.toString())).toString();
      if (type.equals("string")) {
        Response value = ask(Request.cmd(Command.GET).arg(key.toString()));
        found += value != null && Arrays.equals(value.toBytes(), wanted) ? 1 : 0;
      }
    }
    return found;
  }

  private Response ask(Request request) {
    return redis.send(request).toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aRuleTakesAwayWhatHasNotChangedForItsTime() throws SQLException {
    alice.remember("old");
    alice.remember("new");
    RawRecord.execute(
        tenant,
        "UPDATE memory.memory SET updated_at = now() - interval '40 days' WHERE id = '%s'"
            .formatted(idOf("old")));

    RetentionRule rule = put(30, "");

    assertThat(rule.getState()).isEqualTo("active");
    await().atMost(ONE_MINUTE).untilAsserted(() -> assertThat(alice.list()).containsExactly("new"));
    await()
        .atMost(ONE_MINUTE)
        .until(
            () ->
                admin
                    .transfers()
                    .getRetentionRule(GetRetentionRuleRequest.newBuilder().setLayer("user").build())
                    .hasLastRunAt());
  }

  private String idOf(String content) {
    return alice.export().stream()
        .map(MemoryLine::getMemory)
        .filter(memory -> memory.getContent().equals(content))
        .findFirst()
        .orElseThrow()
        .getId();
  }

  private RetentionRule put(int days, String confirmation) {
    return admin
        .transfers()
        .putRetentionRule(
            PutRetentionRuleRequest.newBuilder()
                .setLayer("user")
                .setAfterDays(days)
                .setConfirmation(confirmation)
                .build());
  }

  @Test
  void aRuleThatWouldTakeAwayMuchAtOnceHasToBeConfirmed() throws SQLException {
    for (int i = 0; i < 5; i++) {
      alice.remember("memory " + i);
    }
    RawRecord.execute(tenant, "UPDATE memory.memory SET updated_at = now() - interval '40 days'");

    RetentionRule held = put(30, "");

    assertThat(held.getState()).isEqualTo("held");
    assertThat(held.getDue()).isEqualTo(5);
    assertThat(
            refusal(
                    () ->
                        admin
                            .transfers()
                            .getRetentionRule(
                                GetRetentionRuleRequest.newBuilder().setLayer("user").build()))
                .code())
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal(() -> put(20, held.getConfirmation())).code())
        .isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(alice.list()).hasSize(5);

    assertThat(put(30, held.getConfirmation()).getState()).isEqualTo("active");
    await().atMost(ONE_MINUTE).untilAsserted(() -> assertThat(alice.list()).isEmpty());
  }

  @Test
  void onlyAdministratorsMakeRules() {
    assertThat(
            refusal(
                    () ->
                        alice
                            .transfers()
                            .putRetentionRule(
                                PutRetentionRuleRequest.newBuilder()
                                    .setLayer("user")
                                    .setAfterDays(30)
                                    .build()))
                .code())
        .isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(refusal(() -> put(0, "")).violations().getFirst().field()).isEqualTo("after_days");
  }
}
