package io.mnemon.memory;

import static io.mnemon.memory.Client.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.grpc.ManagedChannel;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesResponse;
import io.mnemon.api.memory.v1.BatchAddResult;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.ListMemoriesResponse;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryVersion;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.api.memory.v1.UpdateMemoryRequest;
import io.mnemon.crypto.DataKeys;
import io.mnemon.embedded.TestStores;
import io.mnemon.memory.record.MemoryFacts;
import io.mnemon.memory.record.PostgresMemoryStore;
import io.mnemon.tenancy.Caller.RoleGrant;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.ScopeKey;
import io.mnemon.tenancy.TenantScope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The memory service over gRPC, on a real Postgres, Redis, index and embedding model. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class MemoryServiceTest {
  @Inject InternalTokens tokens;
  @Inject @MemoryParts DataKeys keys;
  @Inject @MemoryParts PostgresMemoryStore store;

  private final UUID tenant = UUID.randomUUID();
  private ManagedChannel channel;
  private Client alice;

  @BeforeEach
  void connect() {
    channel = Services.connect();
    alice = new Client(channel, tokens, Client.user(tenant, "alice"));
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void whatWasAddedIsReadWhenItsKeyIsNotAtHandAnyMore() throws SQLException {
    Memory added =
        alice.add(Memory.newBuilder().setLayer("user").setContent("Alice sings in a choir"));

    forgetKeys();
    assertThat(alice.get(added.getId()).getContent()).isEqualTo("Alice sings in a choir");
    forgetKeys();
    assertThat(alice.list()).containsExactly("Alice sings in a choir");
    forgetKeys();
    assertThat(alice.history(added.getId())).hasSize(1);
    forgetKeys();
    assertThat(alice.search("where does Alice sing?")).containsExactly("Alice sings in a choir");
  }

  /** What a restart does, and time. */
  private void forgetKeys() throws SQLException {
    try (Connection owner = TestStores.shared().connect();
        PreparedStatement ids =
            owner.prepareStatement("SELECT key_id FROM memory.data_key WHERE tenant = ?")) {
      ids.setObject(1, tenant);
      try (ResultSet rows = ids.executeQuery()) {
        while (rows.next()) {
          keys.forget(tenant, rows.getObject(1, UUID.class));
        }
      }
    }
  }

  @Test
  void whatIsAddedIsReadListedAndFoundAtOnce() {
    Memory added =
        alice.add(
            Memory.newBuilder()
                .setLayer("user")
                .setContent("Alice prefers green tea in the morning")
                .setKind("preference")
                .addTags("drinks")
                .setMetadata(
                    Struct.newBuilder()
                        .putFields("seen", Value.newBuilder().setNumberValue(3).build()))
                .setImportance(0.8));

    assertThat(added.getVersion()).isEqualTo(1);
    assertThat(added.getScope().getUser()).isEqualTo("alice");
    assertThat(UUID.fromString(added.getId()).version()).isEqualTo(7);
    assertThat(alice.get(added.getId())).isEqualTo(added);
    assertThat(alice.list()).containsExactly("Alice prefers green tea in the morning");
    assertThat(alice.search("what does she like to drink after getting up?"))
        .containsExactly("Alice prefers green tea in the morning");
  }

  @Test
  void secretsAreReadInPagesThatSurelyHaveRoom() {
    for (int i = 0; i < 12; i++) {
      alice.add(
          Memory.newBuilder()
              .setLayer("user")
              .setContent("plan " + i + " " + "x".repeat(60_000))
              .setSensitivity("secret"));
    }
    Set<UUID> hers = Set.of(ScopeKey.ofUser(alice.caller().principal()).id());
    List<Integer> pages = new ArrayList<>();
    List<String> plans = new ArrayList<>();

    store.secrets(
        TenantScope.of(tenant, hers),
        hers,
        11,
        page -> {
          pages.add(page.size());
          page.forEach(each -> plans.add(each.attributes().content().substring(0, 7).strip()));
        });

    assertThat(pages).containsExactly(9, 2);
    assertThat(plans)
        .doesNotHaveDuplicates()
        .contains("plan 11", "plan 1")
        .doesNotContain("plan 0");
    assertThat(alice.search("plan")).hasSizeGreaterThan(9);
  }

  @Test
  void namesInMetadataThatTakeManyTimesWhatTheyAreAreRefused() {
    Memory.Builder memory = Memory.newBuilder().setLayer("user").setContent("The door is blue");
    String name = "k".repeat(MemoryFacts.LONGEST_NAME);

    assertThat(alice.add(memory.clone().setMetadata(under(name, 100))).getMetadata())
        .isEqualTo(under(name, 100));
    assertThat(refusal(() -> alice.add(memory.clone().setMetadata(under(name + "k", 100)))))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .satisfies(
            refused ->
                assertThat(refused.publicMessage())
                    .contains("metadata: has a name of 513 characters"));
    assertThat(refusal(() -> alice.add(memory.clone().setMetadata(under(name, 1_000)))))
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .satisfies(
            refused -> assertThat(refused.publicMessage()).contains("with the paths that lead"));
  }

  /** An object of so many fields, under a name. */
  private static Struct under(String name, int fields) {
    Struct.Builder object = Struct.newBuilder();
    for (int i = 0; i < fields; i++) {
      object.putFields("f" + i, Value.newBuilder().setNumberValue(1).build());
    }
    return Struct.newBuilder()
        .putFields(name, Value.newBuilder().setStructValue(object).build())
        .build();
  }

  @Test
  void theSameContentIsKeptOnceHoweverOftenAndConcurrentlyItIsAdded() throws Exception {
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Memory>> calls =
          IntStream.range(0, 16)
              .<Callable<Memory>>mapToObj(i -> () -> alice.remember("The office is in Lisbon"))
              .toList();
      Set<String> ids = new TreeSet<>();
      int first = 0;
      for (Future<Memory> call : pool.invokeAll(calls)) {
        Memory memory = call.get();
        ids.add(memory.getId());
        first += memory.getDuplicateOf().isEmpty() ? 1 : 0;
      }

      assertThat(ids).hasSize(1);
      assertThat(first).isEqualTo(1);
      assertThat(alice.list()).hasSize(1);
    }
  }

  @Test
  void batchesOfTheSameInAnyOrderGoIntoANewScopeAtOnce() throws Exception {
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 8; round++) {
        String session = "session " + round;
        List<Memory> memories =
            IntStream.range(0, 20)
                .mapToObj(
                    i ->
                        Memory.newBuilder()
                            .setLayer("session")
                            .setScope(Scope.newBuilder().setSession(session))
                            .setContent("The session has point number " + i)
                            .build())
                .toList();
        List<Callable<BatchAddMemoriesResponse>> calls =
            Stream.of(memories, memories.reversed(), memories, memories.reversed())
                .<Callable<BatchAddMemoriesResponse>>map(
                    batch ->
                        () ->
                            alice
                                .stub()
                                .batchAddMemories(
                                    BatchAddMemoriesRequest.newBuilder()
                                        .addAllMemories(batch)
                                        .build()))
                .toList();

        Set<String> ids = new TreeSet<>();
        for (Future<BatchAddMemoriesResponse> call : pool.invokeAll(calls)) {
          call.get().getResultsList().forEach(one -> ids.add(one.getMemory().getId()));
        }

        assertThat(ids).hasSize(20).doesNotContain("");
      }
    }
  }

  @Test
  void turnsMaySayTheSameTwiceButAMessageIsKeptOnce() {
    Memory.Builder yes =
        Memory.newBuilder().setLayer("user").setEpisode("chat-1").setContent("Yes");

    alice.add(yes.clone().setSourceMessageId("m1"));
    alice.add(yes.clone().setSourceMessageId("m2"));
    Memory again = alice.add(yes.clone().setSourceMessageId("m2"));

    assertThat(alice.list()).containsExactly("Yes", "Yes");
    assertThat(again.getDuplicateOf()).isEqualTo(again.getId());
    assertThat(again.getKind()).isEqualTo("episode");
  }

  @Test
  void nearDuplicatesAreLinkedAndBothAreKept() {
    Memory one = alice.remember("The deployment runs every Monday at nine.");
    Memory two = alice.remember("The deployment runs every Monday at nine");

    assertThat(two.getNearDuplicatesList()).containsExactly(one.getId());
    assertThat(alice.list()).hasSize(2);
  }

  @Test
  void aChangeMakesAVersionAndTheHistoryKeepsWhatWasBefore() {
    Memory added = alice.remember("The build takes ten minutes");

    Memory updated =
        alice
            .stub()
            .updateMemory(
                UpdateMemoryRequest.newBuilder()
                    .setId(added.getId())
                    .setMemory(Memory.newBuilder().setContent("The build takes four minutes"))
                    .setUpdateMask(FieldMask.newBuilder().addPaths("content"))
                    .setExpectedVersion(1)
                    .build());

    assertThat(updated.getVersion()).isEqualTo(2);
    assertThat(alice.history(added.getId()))
        .extracting(v -> v.getMemory().getContent())
        .containsExactly("The build takes ten minutes", "The build takes four minutes");
    assertThat(alice.history(added.getId()))
        .extracting(MemoryVersion::getChange)
        .containsExactly("added", "updated");
    assertThat(alice.search("duration of the build"))
        .containsExactly("The build takes four minutes");
    ServiceException stale =
        refusal(
            () ->
                alice
                    .stub()
                    .updateMemory(
                        UpdateMemoryRequest.newBuilder()
                            .setId(added.getId())
                            .setMemory(Memory.newBuilder().setImportance(1))
                            .setUpdateMask(FieldMask.newBuilder().addPaths("importance"))
                            .setExpectedVersion(1)
                            .build()));
    assertThat(stale.code()).isEqualTo(ErrorCode.ABORTED);
    assertThat(stale.publicMessage()).contains("version 2, not 1");
  }

  @Test
  void ofConcurrentChangesOfOneVersionOneWins() throws Exception {
    Memory added = alice.remember("Counter");
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> calls =
          IntStream.range(0, 8)
              .<Callable<Boolean>>mapToObj(i -> () -> change(added.getId(), "Counter " + i))
              .toList();
      int won = 0;
      for (Future<Boolean> call : pool.invokeAll(calls)) {
        won += call.get() ? 1 : 0;
      }

      assertThat(won).isEqualTo(1);
      assertThat(alice.get(added.getId()).getVersion()).isEqualTo(2);
    }
  }

  private boolean change(String id, String content) {
    UpdateMemoryRequest request =
        UpdateMemoryRequest.newBuilder()
            .setId(id)
            .setMemory(Memory.newBuilder().setContent(content))
            .setUpdateMask(FieldMask.newBuilder().addPaths("content"))
            .setExpectedVersion(1)
            .build();
    try {
      return alice.stub().updateMemory(request).getVersion() == 2;
    } catch (io.grpc.StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.ABORTED);
      return false;
    }
  }

  @Test
  void whatIsDeletedIsInNoAnswerAndMayBeAddedAgain() {
    Memory added = alice.remember("The door code is 4711");

    alice.delete(added.getId());

    assertThat(alice.list()).isEmpty();
    assertThat(alice.search("door code")).isEmpty();
    assertThat(refusal(() -> alice.get(added.getId())).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal(() -> alice.history(added.getId())).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal(() -> alice.delete(added.getId())).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(alice.remember("The door code is 4711").getDuplicateOf()).isEmpty();
  }

  @Test
  void aBatchKeepsWhatIsRightAndSaysWhatIsWrong() {
    BatchAddMemoriesRequest.Builder batch = BatchAddMemoriesRequest.newBuilder();
    for (int i = 0; i < 40; i++) {
      batch.addMemories(Memory.newBuilder().setLayer("user").setContent("Fact number " + i));
    }
    batch.setMemories(3, Memory.newBuilder().setLayer("usr").setContent("x"));
    batch.setMemories(7, Memory.newBuilder().setLayer("user"));
    batch.setMemories(
        9,
        Memory.newBuilder()
            .setLayer("user")
            .setContent("not mine")
            .setScope(Scope.newBuilder().setUser("bob")));
    batch.setMemories(11, Memory.newBuilder().setLayer("user").setContent("Fact number 10"));

    List<BatchAddResult> results = alice.stub().batchAddMemories(batch.build()).getResultsList();

    assertThat(results).hasSize(40);
    assertThat(results.get(3).getError().getField()).isEqualTo("memories[3].layer");
    assertThat(results.get(7).getError().getField()).isEqualTo("memories[7].content");
    assertThat(results.get(9).getError().getCode()).isEqualTo("NOT_FOUND");
    assertThat(results.get(11).getDuplicateOf()).isEqualTo(results.get(10).getMemory().getId());
    assertThat(alice.list()).hasSize(36);
  }

  @Test
  void aRepeatedCallGetsTheFirstAnswerAndAnotherBodyIsRefused() {
    AddMemoryRequest request =
        AddMemoryRequest.newBuilder()
            .setMemory(Memory.newBuilder().setLayer("user").setContent("Once only"))
            .setIdempotencyKey("k1")
            .build();

    Memory first = alice.stub().addMemory(request);
    Memory second = alice.stub().addMemory(request);

    assertThat(second).isEqualTo(first);
    ServiceException reused =
        refusal(
            () ->
                alice
                    .stub()
                    .addMemory(
                        request.toBuilder()
                            .setMemory(request.getMemory().toBuilder().setContent("Other"))
                            .build()));
    assertThat(reused.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(alice.list()).containsExactly("Once only");
  }

  @Test
  void aRepeatedCallShowsNothingThatItsCallerMayNotSeeAnyMore() {
    UUID project = unit(3);
    RoleGrant developer = new RoleGrant(project, Role.DEVELOPER);
    Client member = new Client(channel, tokens, Client.user(tenant, "bob", developer));
    Client left = new Client(channel, tokens, Client.user(tenant, "bob"));
    Client other = new Client(channel, tokens, Client.user(tenant, "carol", developer));
    Memory.Builder shared =
        Memory.newBuilder()
            .setLayer("project")
            .setScope(Scope.newBuilder().setUnit(project.toString()))
            .setContent("We release on Fridays");
    BatchAddMemoriesRequest batch =
        BatchAddMemoriesRequest.newBuilder()
            .addMemories(shared)
            .addMemories(shared)
            .addMemories(Memory.newBuilder().setLayer("user").setContent("My own"))
            .setIdempotencyKey("k1")
            .build();
    List<BatchAddResult> first = member.stub().batchAddMemories(batch).getResultsList();
    Memory changed =
        other.update(
            first.getFirst().getMemory().getId(),
            "content",
            Memory.newBuilder().setContent("We release at midnight"));

    List<BatchAddResult> stillThere = member.stub().batchAddMemories(batch).getResultsList();
    List<BatchAddResult> repeated = left.stub().batchAddMemories(batch).getResultsList();

    assertThat(stillThere.get(0).getMemory().getContent()).isEqualTo(changed.getContent());
    assertThat(stillThere.get(1).getDuplicateOf()).isEqualTo(changed.getId());
    assertThat(repeated.subList(0, 2))
        .allSatisfy(
            result -> {
              assertThat(result.hasMemory()).isFalse();
              assertThat(result.getDuplicateOf()).isEmpty();
              assertThat(result.getError().getCode()).isEqualTo("NOT_FOUND");
            });
    assertThat(repeated.get(2)).isEqualTo(first.get(2));
  }

  @Test
  void everyWrongFieldIsNamedAtOnce() {
    Memory.Builder wrong =
        Memory.newBuilder()
            .setLayer("galaxy")
            .setKind("rumour")
            .setContent("x".repeat(64 * 1024 + 1))
            .setImportance(1.5)
            .setSensitivity("hush")
            .setValidFrom(Timestamp.newBuilder().setSeconds(2))
            .setValidTo(Timestamp.newBuilder().setSeconds(1))
            .setExpiresAt(Timestamp.newBuilder().setSeconds(1))
            .setVersion(7);
    for (int i = 0; i < 10_000; i++) {
      wrong.addTags("t" + i);
    }

    ServiceException refused = refusal(() -> alice.add(wrong));

    assertThat(refused).hasNoCause();
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(refused.violations())
        .extracting(Violation::field)
        .contains(
            "memory.layer",
            "memory.kind",
            "memory.content",
            "memory.importance",
            "memory.sensitivity",
            "memory.valid_to",
            "memory.expires_at",
            "memory.version",
            "memory.tags");
    assertThat(alice.list()).isEmpty();
  }

  @Test
  void eachLayerNeedsItsCoordinatesAndNoOthers() {
    assertThat(violation(Memory.newBuilder().setLayer("session").setContent("x")))
        .isEqualTo("memory.scope.session");
    assertThat(violation(Memory.newBuilder().setLayer("agent").setContent("x")))
        .isEqualTo("memory.scope.agent");
    assertThat(violation(Memory.newBuilder().setLayer("team").setContent("x")))
        .isEqualTo("memory.scope.unit");
    assertThat(
            violation(
                Memory.newBuilder()
                    .setLayer("user")
                    .setScope(Scope.newBuilder().setSession("s"))
                    .setContent("x")))
        .isEqualTo("memory.scope.session");
  }

  private String violation(Memory.Builder memory) {
    return refusal(() -> alice.add(memory)).violations().getFirst().field();
  }

  @Test
  void writingToAUnitNeedsARoleThere() {
    UUID project = unit(3);
    Client developer =
        new Client(
            channel, tokens, Client.user(tenant, "dev", new RoleGrant(project, Role.DEVELOPER)));
    Client viewer =
        new Client(
            channel, tokens, Client.user(tenant, "viewer", new RoleGrant(project, Role.VIEWER)));
    Memory.Builder shared =
        Memory.newBuilder()
            .setLayer("project")
            .setScope(Scope.newBuilder().setUnit(project.toString()))
            .setContent("We release on Fridays");

    Memory added = developer.add(shared);

    assertThat(viewer.search("When do we release?")).containsExactly("We release on Fridays");
    assertThat(refusal(() -> viewer.add(shared)).code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(refusal(() -> viewer.delete(added.getId())).code())
        .isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(refusal(() -> alice.add(shared)).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal(() -> alice.get(added.getId())).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal(() -> developer.add(shared.clone().setLayer("team"))).violations())
        .extracting(Violation::field)
        .containsExactly("memory.scope.unit");
  }

  /** A unit of a kind: 1 is an organization, 2 a team, 3 a project. */
  private static UUID unit(int kind) {
    long base = UUID.randomUUID().getLeastSignificantBits() / 10 * 10;
    return new UUID(UUID.randomUUID().getMostSignificantBits(), base - kind * (base < 0 ? -1 : 1));
  }

  @Test
  void anApplicationSeesItsSubjectsAndNobodySeesAnothers() {
    Client app = new Client(channel, tokens, Client.application(tenant, "al"));
    Client everybody = new Client(channel, tokens, Client.application(tenant, ""));
    Client bob = new Client(channel, tokens, Client.user(tenant, "bob"));
    Client stranger = new Client(channel, tokens, Client.user(UUID.randomUUID(), "alice"));
    Memory hers = app.addFor("alice", "Alice plays the cello");
    bob.remember("Bob plays the trumpet");

    assertThat(alice.search("instrument")).containsExactly("Alice plays the cello");
    assertThat(app.search("instrument")).containsExactly("Alice plays the cello");
    assertThat(everybody.search("instrument"))
        .containsExactlyInAnyOrder("Alice plays the cello", "Bob plays the trumpet");
    assertThat(bob.list()).containsExactly("Bob plays the trumpet");
    assertThat(stranger.list()).isEmpty();
    assertThat(refusal(() -> stranger.get(hers.getId())).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal(() -> bob.delete(hers.getId())).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal(() -> app.addFor("bob", "x")).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void pagesOfAListFollowEachOther() {
    for (int i = 0; i < 25; i++) {
      alice.remember("Item " + i);
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      ListMemoriesResponse page =
          alice
              .stub()
              .listMemories(
                  ListMemoriesRequest.newBuilder().setLimit(10).setCursor(cursor).build());
      page.getMemoriesList().forEach(memory -> seen.add(memory.getContent()));
      cursor = page.getNextCursor();
    } while (!cursor.isEmpty());

    assertThat(seen)
        .containsExactlyElementsOf(
            IntStream.range(0, 25).mapToObj(i -> "Item " + (24 - i)).toList());
    assertThat(
            refusal(
                    () ->
                        alice
                            .stub()
                            .listMemories(
                                ListMemoriesRequest.newBuilder().setCursor("bogus").build()))
                .violations())
        .extracting(Violation::field)
        .containsExactly("cursor");
  }

  @Test
  void neighboursOfATurnComeWithIt() {
    for (int i = 0; i < 7; i++) {
      alice.add(
          Memory.newBuilder()
              .setLayer("session")
              .setScope(Scope.newBuilder().setSession("s1"))
              .setEpisode("talk")
              .setEventTime(Timestamp.newBuilder().setSeconds(1_700_000_000L + i))
              .setContent(i == 3 ? "The zebra escaped from the zoo" : "Small talk " + i));
    }

    SearchMemoriesResponse answer =
        alice.search(
            SearchMemoriesRequest.newBuilder()
                .setQuery("zebra")
                .setMode("lexical")
                .setExpand(2)
                .setExplain(true));

    assertThat(answer.getResults(0).getNeighboursList())
        .extracting(Memory::getContent)
        .containsExactly("Small talk 1", "Small talk 2", "Small talk 4", "Small talk 5");
    assertThat(answer.getResults(0).getExplain().hasLexical()).isTrue();
    assertThat(answer.getPartial()).isFalse();
  }

  @Test
  void onlyWhatIsTrueAtATimeIsFoundAndNothingThatExpired() {
    Timestamp then = Timestamp.newBuilder().setSeconds(1_600_000_000L).build();
    alice.add(
        Memory.newBuilder()
            .setLayer("user")
            .setContent("Alice lives in Porto")
            .setValidTo(Timestamp.newBuilder().setSeconds(1_650_000_000L)));
    alice.add(
        Memory.newBuilder()
            .setLayer("user")
            .setContent("Alice lives in Berlin")
            .setValidFrom(Timestamp.newBuilder().setSeconds(1_650_000_000L)));

    assertThat(alice.search("Where does Alice live?")).containsExactly("Alice lives in Berlin");
    assertThat(
            Client.contents(
                alice.search(
                    SearchMemoriesRequest.newBuilder()
                        .setQuery("Where does Alice live?")
                        .setAsOf(then))))
        .containsExactly("Alice lives in Porto");
  }

  @Test
  void privateAndSecretMemoriesAreFoundByTheirOwner() {
    alice.add(
        Memory.newBuilder()
            .setLayer("user")
            .setSensitivity("secret")
            .setContent("The vault combination is forty-two"));
    alice.add(
        Memory.newBuilder()
            .setLayer("user")
            .setSensitivity("private")
            .setContent("The diagnosis was measles"));

    assertThat(alice.search("vault combination").getFirst())
        .isEqualTo("The vault combination is forty-two");
    assertThat(
            Client.contents(
                    alice.search(
                        SearchMemoriesRequest.newBuilder()
                            .setQuery("diagnosis")
                            .setMode("lexical")))
                .getFirst())
        .isEqualTo("The diagnosis was measles");
  }
}
