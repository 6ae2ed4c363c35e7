package io.mnemon.memory;

import static io.mnemon.memory.Client.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesResponse;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryVersion;
import io.mnemon.api.memory.v1.Operation;
import io.mnemon.api.memory.v1.Provenance;
import io.mnemon.api.memory.v1.RestoreMemoryRequest;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.tenancy.Caller.RoleGrant;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.Role;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Newer facts end the validity of older ones, nothing is lost, and all of it can be undone. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class TruthTest {
  private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");

  @Inject InternalTokens tokens;

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
  void aNewerFactEndsTheValidityOfTheOlderAndBothAreKept() {
    Memory berlin = consolidated(fact("Alice lives in Berlin", 1));
    Memory madrid = alice.consolidate(fact("Alice lives in Madrid", 5));

    Operation operation = alice.ended(madrid.getOperation());

    assertThat(operation.getState()).isEqualTo("done");
    assertThat(operation.getKind()).isEqualTo("consolidate");
    assertThat(operation.getDone()).isEqualTo(1);
    assertThat(operation.getTotal()).isEqualTo(1);
    assertThat(operation.getItems(0).getSuperseded(0).getOlder()).isEqualTo(berlin.getId());
    assertThat(operation.getItems(0).getSuperseded(0).getReason()).isEqualTo("changed_value");
    Memory closed = alice.get(berlin.getId());
    assertThat(closed.getValidTo()).isEqualTo(madrid.getEventTime());
    assertThat(closed.getSupersededBy()).isEqualTo(madrid.getId());
    assertThat(alice.get(madrid.getId()).getSupersedesList()).containsExactly(berlin.getId());
    assertThat(alice.history(berlin.getId()))
        .extracting(MemoryVersion::getChange)
        .containsExactly("added", "superseded");
    assertThat(alice.search("where does Alice live?")).containsExactly("Alice lives in Madrid");
    assertThat(asOf("where does Alice live?", month(3))).containsExactly("Alice lives in Berlin");
    assertThat(listedAsOf(month(3))).containsExactly("Alice lives in Berlin");
    assertThat(asOf("where does Alice live?", month(5))).containsExactly("Alice lives in Madrid");
    assertThat(listedAsOf(month(5))).containsExactly("Alice lives in Madrid");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theOrderOfArrivalDecidesNothing(long seed) {
    List<Memory.Builder> facts =
        new ArrayList<>(
            List.of(
                fact("The rate limit is 100 requests per minute", 1),
                fact("The rate limit is 200 requests per minute", 2),
                fact("The rate limit is 300 requests per minute", 3),
                fact("The rate limit is 400 requests per minute", 4)));
    Collections.shuffle(facts, new Random(seed));

    facts.forEach(this::consolidated);

    assertThat(timeline()).containsExactly("100: 2", "200: 3", "300: 4", "400: -");
  }

  @Test
  void whatContradictsInOneBatchOrFromManyClientsAtOnceEndsTheSame() throws Exception {
    BatchAddMemoriesRequest.Builder batch = BatchAddMemoriesRequest.newBuilder();
    for (int limit : List.of(3, 1)) {
      batch.addMemories(fact("The rate limit is " + limit + "00 requests per minute", limit));
    }
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> calls =
          List.of(
              () ->
                  alice
                      .stub()
                      .batchAddMemories(batch.setInfer("consolidate").build())
                      .getOperation(),
              () ->
                  alice
                      .consolidate(fact("The rate limit is 200 requests per minute", 2))
                      .getOperation(),
              () ->
                  alice
                      .consolidate(fact("The rate limit is 400 requests per minute", 4))
                      .getOperation());
      for (Future<String> operation : pool.invokeAll(calls)) {
        assertThat(alice.ended(operation.get()).getState()).isEqualTo("done");
      }
    }

    assertThat(timeline()).containsExactly("100: 2", "200: 3", "300: 4", "400: -");
  }

  @Test
  void theSameBatchTwiceChangesNothingMore() {
    BatchAddMemoriesRequest batch =
        BatchAddMemoriesRequest.newBuilder()
            .addMemories(fact("Bob works at Siemens", 1))
            .addMemories(fact("Bob works at Bosch", 2))
            .setInfer("consolidate")
            .setIdempotencyKey("once")
            .build();
    BatchAddMemoriesResponse first = alice.stub().batchAddMemories(batch);
    Operation operation = alice.ended(first.getOperation());
    Memory siemens = alice.get(first.getResults(0).getMemory().getId());

    BatchAddMemoriesResponse repeated = alice.stub().batchAddMemories(batch);
    BatchAddMemoriesResponse again =
        alice.stub().batchAddMemories(batch.toBuilder().clearIdempotencyKey().build());

    assertThat(operation.getTotal()).isEqualTo(2);
    assertThat(repeated.getOperation()).isEqualTo(first.getOperation());
    assertThat(again.getResults(1).getDuplicateOf())
        .isEqualTo(first.getResults(1).getMemory().getId());
    alice.ended(again.getOperation());
    assertThat(siemens.getSupersededBy()).isEqualTo(first.getResults(1).getMemory().getId());
    assertThat(alice.get(siemens.getId()).getVersion()).isEqualTo(2);
  }

  @Test
  void whatIsTrueAgainIsNews() {
    consolidated(fact("The cache is enabled", 1));
    consolidated(fact("The cache is disabled", 2));

    Memory again = consolidated(fact("The cache is enabled", 3));

    assertThat(again.getDuplicateOf()).isEmpty();
    assertThat(alice.search("is the cache on?")).containsExactly("The cache is enabled");
    assertThat(alice.list()).hasSize(3);
  }

  @Test
  void restoringGivesTheValidityBackAndThePairIsLeftAlone() {
    Memory berlin = consolidated(fact("Alice lives in Berlin", 1));
    Memory madrid = consolidated(fact("Alice lives in Madrid", 5));

    Memory restored = alice.restore(berlin.getId());

    assertThat(restored.hasValidTo()).isFalse();
    assertThat(restored.getSupersededBy()).isEmpty();
    assertThat(alice.restore(berlin.getId())).isEqualTo(restored);
    assertThat(alice.get(madrid.getId()).getSupersedesList()).isEmpty();
    assertThat(alice.history(berlin.getId()))
        .extracting(MemoryVersion::getChange)
        .containsExactly("added", "superseded", "restored");
    consolidated(fact("Alice lives in Madrid", 5));
    assertThat(alice.get(berlin.getId())).isEqualTo(restored);
    assertThat(alice.search("where does Alice live?"))
        .containsExactlyInAnyOrder("Alice lives in Berlin", "Alice lives in Madrid");
    assertThat(asOf("where does Alice live?", month(3)))
        .containsExactlyInAnyOrder("Alice lives in Berlin", "Alice lives in Madrid");
  }

  @Test
  void restoringKnowsItsVersionAndWhoMayDoIt() {
    Memory berlin = consolidated(fact("Alice lives in Berlin", 1));
    consolidated(fact("Alice lives in Madrid", 5));
    Client bob = new Client(channel, tokens, Client.user(tenant, "bob"));
    RestoreMemoryRequest stale =
        RestoreMemoryRequest.newBuilder().setId(berlin.getId()).setExpectedVersion(1).build();

    assertThat(refusal(() -> alice.stub().restoreMemory(stale)).code())
        .isEqualTo(ErrorCode.ABORTED);
    assertThat(refusal(() -> bob.restore(berlin.getId())).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void whatLooksAlikeWhatIsLimitedAndWhatIsSecretIsLeftAlone() {
    Memory cat = consolidated(fact("Alice has a cat", 1));
    Memory limited = consolidated(fact("Alice lives in Rome", 1).setValidTo(time(month(2))));
    Memory secret = consolidated(fact("Alice's password is tulip", 1).setSensitivity("secret"));
    Memory visit = consolidated(fact("Alice lives in Oslo", 6).setValidTo(time(month(7))));
    consolidated(fact("Alice has a dog", 2));
    consolidated(fact("Alice lives in Berlin", 3));
    consolidated(fact("Alice's password is rose", 4).setSensitivity("secret"));

    for (Memory memory : List.of(cat, limited, secret, visit)) {
      assertThat(alice.get(memory.getId()).getVersion()).as(memory.getContent()).isEqualTo(1);
    }
    assertThat(timelineOf("Alice lives in Berlin").getVersion()).isEqualTo(1);
  }

  @Test
  void anIntervalNeverEndsWhereItBegins() {
    Memory one = consolidated(fact("The price is 10 euros", 1).setValidFrom(time(MARCH)));

    consolidated(fact("The price is 12 euros", 1).setValidFrom(time(MARCH)));

    Memory closed = alice.get(one.getId());
    assertThat(instant(closed.getValidTo())).isAfter(instant(closed.getValidFrom()));
  }

  @Test
  void scopesAreJudgedApartAndAnOperationIsForThoseWhoSeeTheScope() {
    UUID team = new UUID(7, 12);
    Client lead =
        new Client(
            channel, tokens, Client.user(tenant, "lead", new RoleGrant(team, Role.TECH_LEAD)));
    Client colleague =
        new Client(
            channel, tokens, Client.user(tenant, "colleague", new RoleGrant(team, Role.VIEWER)));
    Memory hers = alice.consolidate(fact("The deadline is Friday", 1));
    Memory theirs =
        lead.consolidate(
            fact("The deadline is Monday", 2)
                .setLayer("team")
                .setScope(Scope.newBuilder().setUnit(team.toString())));

    assertThat(lead.ended(theirs.getOperation()).getItems(0).getSupersededList()).isEmpty();
    assertThat(colleague.operation(theirs.getOperation()).getTotal()).isEqualTo(1);
    assertThat(refusal(() -> lead.operation(hers.getOperation())).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal(() -> lead.operation("nonsense")).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(alice.ended(hers.getOperation()).getState()).isEqualTo("done");
  }

  @Test
  void plainAddsHaveNoOperationAndUnknownWordsAreRefused() {
    assertThat(alice.remember("Alice sings").getOperation()).isEmpty();
    AddMemoryRequest odd =
        AddMemoryRequest.newBuilder().setMemory(fact("x", 1)).setInfer("everything").build();
    assertThat(refusal(() -> alice.stub().addMemory(odd)).violations().getFirst().field())
        .isEqualTo("infer");
    AddMemoryRequest extract =
        AddMemoryRequest.newBuilder().setMemory(fact("x", 1)).setInfer("extract").build();
    assertThat(refusal(() -> alice.stub().addMemory(extract)))
        .satisfies(
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
              assertThat(error.publicMessage()).contains("MNEMON_CHAT_URL");
            });
  }

  @Test
  void whatWasRecalledIsNotKeptAgain() {
    Memory tea = alice.remember("Alice drinks green tea. She buys it in Porto.");
    SearchMemoriesResponse recall =
        alice.search(SearchMemoriesRequest.newBuilder().setQuery("what does Alice drink?"));

    Memory session =
        alice.consolidate(
            Memory.newBuilder()
                .setLayer("session")
                .setScope(Scope.newBuilder().setSession("s1"))
                .setContent("- alice drinks green tea"));
    Memory named =
        alice.consolidate(
            Memory.newBuilder()
                .setLayer("user")
                .setProvenance(Provenance.newBuilder().setRecallId(recall.getRecallId()))
                .setContent("She buys it in Porto."));
    Memory more = alice.consolidate("Alice drinks green tea. She sings in a choir.");

    assertThat(session.getDuplicateOf()).isEqualTo(tea.getId());
    assertThat(session.getOperation()).isEmpty();
    assertThat(named.getDuplicateOf()).isEqualTo(tea.getId());
    assertThat(more.getDuplicateOf()).isEmpty();
    assertThat(alice.list()).hasSize(2);
  }

  @Test
  void whatWasRecalledOfOnePersonIsNewsOfAnother() {
    Client app = new Client(channel, tokens, Client.application(tenant, "u-"));
    Memory first = app.addFor("u-1", "Drinks green tea");
    app.search(SearchMemoriesRequest.newBuilder().setQuery("who drinks tea?"));

    Memory second =
        app.consolidate(
            Memory.newBuilder()
                .setLayer("user")
                .setScope(Scope.newBuilder().setUser("u-2"))
                .setContent("Drinks green tea"));
    Memory echo =
        app.consolidate(
            Memory.newBuilder()
                .setLayer("session")
                .setScope(Scope.newBuilder().setUser("u-1").setSession("s"))
                .setContent("Drinks green tea"));

    assertThat(second.getDuplicateOf()).isEmpty();
    assertThat(echo.getDuplicateOf()).isEqualTo(first.getId());
  }

  @Test
  void whatAnAgentOrASessionKeptForItselfIsNewsOfItsPerson() {
    Client app = new Client(channel, tokens, Client.application(tenant, "u-"));
    Scope.Builder agent = Scope.newBuilder().setUser("u-1").setAgent("helper");
    Scope.Builder session = Scope.newBuilder().setUser("u-1").setSession("s");
    Memory ofAgent = app.add(in("agent", agent, "Drinks green tea"));
    app.add(in("session", session, "Sings in a choir"));
    app.search(SearchMemoriesRequest.newBuilder().setQuery("who drinks tea and sings?"));

    Memory tea = app.consolidate(in("user", Scope.newBuilder().setUser("u-1"), "Drinks green tea"));
    Memory choir =
        app.consolidate(in("user", Scope.newBuilder().setUser("u-1"), "Sings in a choir"));
    Memory elsewhere = app.consolidate(in("agent", agent, "Sings in a choir"));
    Memory echo = app.consolidate(in("agent", agent, "- drinks green tea"));

    assertThat(List.of(tea, choir, elsewhere)).allMatch(each -> each.getDuplicateOf().isEmpty());
    assertThat(echo.getDuplicateOf()).isEqualTo(ofAgent.getId());
  }

  private static Memory.Builder in(String layer, Scope.Builder scope, String content) {
    return Memory.newBuilder().setLayer(layer).setScope(scope).setContent(content);
  }

  private Memory consolidated(Memory.Builder memory) {
    Memory added = alice.consolidate(memory);
    assertThat(alice.ended(added.getOperation()).getState()).isEqualTo("done");
    return added;
  }

  private static Memory.Builder fact(String content, int month) {
    return Memory.newBuilder()
        .setLayer("user")
        .setContent(content)
        .setEventTime(time(month(month)));
  }

  private static Instant month(int month) {
    return Instant.parse("2026-%02d-01T00:00:00Z".formatted(month));
  }

  private static Timestamp time(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).build();
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /** Each rate limit with the month in which it ended. */
  private List<String> timeline() {
    return memories().stream()
        .map(
            memory ->
                memory.getContent().replaceAll("\\D+", "")
                    + ": "
                    + (memory.hasValidTo()
                        ? instant(memory.getValidTo()).toString().substring(6, 7)
                        : "-"))
        .sorted()
        .toList();
  }

  private Memory timelineOf(String content) {
    return memories().stream()
        .filter(memory -> memory.getContent().equals(content))
        .findFirst()
        .orElseThrow();
  }

  private List<Memory> memories() {
    return alice
        .stub()
        .listMemories(ListMemoriesRequest.newBuilder().setLimit(100).build())
        .getMemoriesList();
  }

  private List<String> listedAsOf(Instant when) {
    return alice
        .stub()
        .listMemories(ListMemoriesRequest.newBuilder().setAsOf(time(when)).build())
        .getMemoriesList()
        .stream()
        .map(Memory::getContent)
        .toList();
  }

  private List<String> asOf(String query, Instant when) {
    return Client.contents(
        alice.search(SearchMemoriesRequest.newBuilder().setQuery(query).setAsOf(time(when))));
  }
}
