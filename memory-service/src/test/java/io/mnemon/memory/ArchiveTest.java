package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.memory.v1.GiveFeedbackRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryVersion;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.api.memory.v1.UseRecallRequest;
import io.mnemon.api.memory.v1.WorthServiceGrpc;
import io.mnemon.api.memory.v1.WorthServiceGrpc.WorthServiceBlockingStub;
import io.mnemon.crypto.Bytes;
import io.mnemon.index.HybridIndex;
import io.mnemon.memory.offboarding.TenantRecords;
import io.mnemon.memory.record.Archive;
import io.mnemon.memory.record.Archive.Cold;
import io.mnemon.memory.record.PostgresMemoryStore;
import io.mnemon.memory.worth.ArchiveStore;
import io.mnemon.memory.worth.ArchiveStore.Idle;
import io.mnemon.memory.worth.Archiving;
import io.mnemon.memory.worth.PostgresTurns;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.TenantScope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is worth nothing any more leaves Postgres, and is there all the same. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class ArchiveTest {
  private static final String TEA = "Alice drank green tea on the ferry";

  @Inject InternalTokens tokens;
  @Inject @MemoryParts Archiving archiving;
  @Inject @MemoryParts ArchiveStore store;
  @Inject @MemoryParts Archive archive;
  @Inject @MemoryParts HybridIndex index;
  @Inject @MemoryParts ControlSession jobs;

  @Inject
  @io.quarkus.agroal.DataSource("memory-jobs")
  AgroalDataSource connections;

  @Inject @MemoryParts PostgresMemoryStore memories;
  @Inject @MemoryParts PostgresSession session;
  @Inject TenantRecords records;

  private final UUID tenant = UUID.randomUUID();
  private final TenantScope system = TenantScope.system(tenant, "test");
  private ManagedChannel channel;
  private Client alice;
  private Memory tea;

  @BeforeEach
  void archiveOne() throws SQLException {
    channel = Services.connect();
    alice = new Client(channel, tokens, Client.user(tenant, "alice"));
    tea = alice.remember(TEA);
    alice.remember("Alice sings in a choir");
    Days.pass(tenant, tea.getId(), 200);
    assertThat(archiving.run(tenant, () -> true)).isEqualTo(1);
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  private WorthServiceBlockingStub worth() {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(alice.caller(), "memory"));
    return WorthServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private long inPostgres() throws SQLException {
    return Days.number(
        tenant,
        """
        SELECT octet_length(m.content) + (SELECT count(*) FROM memory.vector v
          WHERE v.memory_id = m.id) FROM memory.memory m WHERE m.id = '%s'
        """
            .formatted(tea.getId()));
  }

  /** Removes what nothing points to; two hours later, because a backup may still need it. */
  private void sweep() throws SQLException {
    Days.change(
        tenant, "UPDATE memory.archive_object SET created_at = created_at - interval '2 hours'");
    assertThat(archiving.run(tenant, () -> true)).isZero();
    Days.change(
        tenant, "UPDATE memory.archive_object SET loose_since = loose_since - interval '2 hours'");
    assertThat(archiving.run(tenant, () -> true)).isZero();
  }

  private long objects() throws SQLException {
    return Days.number(tenant, "SELECT count(*) FROM memory.archive_object");
  }

  @Test
  void theRowKeepsIdentityAndPointerOnly() throws SQLException {
    assertThat(inPostgres()).isZero();
    assertThat(objects()).isEqualTo(1);
    assertThat(archive.hasNothingOf(tenant)).isFalse();
    assertThat(archiving.run(tenant, () -> true)).isZero();
  }

  @Test
  void itIsStillReadListedAndFoundWhole() {
    Memory read = alice.get(tea.getId());

    assertThat(read.getArchived()).isTrue();
    assertThat(read.getContent()).isEqualTo(TEA);
    assertThat(read.getVersion()).isEqualTo(1);
    assertThat(read.getEffectiveImportance()).isLessThan(0.01);
    assertThat(alice.list()).contains(TEA);
    assertThat(alice.history(tea.getId()).getFirst().getMemory().getContent()).isEqualTo(TEA);
    assertThat(alice.search("What did Alice drink on the ferry?")).first().isEqualTo(TEA);
    assertThat(alice.remember(TEA).getDuplicateOf()).isEqualTo(tea.getId());
  }

  @Test
  void anIndexThatIsBuiltAnewHasItWithItsVector() {
    index.drop(tenant);

    await()
        .untilAsserted(
            () -> {
              SearchMemoriesResponse answer =
                  alice.search(
                      SearchMemoriesRequest.newBuilder()
                          .setQuery("beverage aboard a ship")
                          .setMode("dense"));
              assertThat(answer.getPartial()).isFalse();
              assertThat(Client.contents(answer)).first().isEqualTo(TEA);
            });
  }

  @Test
  void aChangeBringsItBackAndLosesNoVersion() throws SQLException {
    alice.update(
        tea.getId(), "content", Memory.newBuilder().setContent("Alice drank coffee on the ferry"));

    assertThat(alice.history(tea.getId()))
        .extracting(version -> version.getMemory().getContent())
        .containsExactly(TEA, "Alice drank coffee on the ferry");
    assertThat(alice.get(tea.getId()).getArchived()).isFalse();
    assertThat(inPostgres()).isPositive();
    sweep();
    assertThat(archive.hasNothingOf(tenant)).isTrue();
  }

  @Test
  void aGoodWordBringsItBackWithItsVector() throws SQLException {
    Memory praised =
        worth()
            .giveFeedback(
                GiveFeedbackRequest.newBuilder().setId(tea.getId()).setReward("helpful").build())
            .getMemory();

    assertThat(praised.getArchived()).isFalse();
    assertThat(praised.getContent()).isEqualTo(TEA);
    assertThat(alice.get(tea.getId())).isEqualTo(praised);
    assertThat(alice.history(tea.getId()))
        .extracting(MemoryVersion::getMemory)
        .extracting(Memory::getContent)
        .containsExactly(TEA, TEA);
    assertThat(
            Days.number(
                tenant,
                "SELECT count(*) FROM memory.vector WHERE memory_id = '%s'".formatted(tea.getId())))
        .isEqualTo(1);
    assertThat(archiving.run(tenant, () -> true)).isZero();
  }

  @Test
  void whoeverRestoresItKeepsIt() {
    Memory restored = alice.restore(tea.getId());

    assertThat(restored.getArchived()).isFalse();
    assertThat(restored.getContent()).isEqualTo(TEA);
    assertThat(restored.getVersion()).isEqualTo(1);
    assertThat(archiving.run(tenant, () -> true)).isZero();
    assertThat(alice.get(tea.getId()).getArchived()).isFalse();
  }

  @Test
  void aNewerFactEndsItAndItsHistoryHasTheContent() throws SQLException {
    Memory porto = alice.remember("Alice lives in Porto");
    Days.pass(tenant, porto.getId(), 200);
    assertThat(archiving.run(tenant, () -> true)).isEqualTo(1);

    Memory braga = alice.consolidate("Alice lives in Braga");

    await()
        .untilAsserted(
            () -> assertThat(alice.get(porto.getId()).getSupersededBy()).isEqualTo(braga.getId()));
    assertThat(alice.history(porto.getId()))
        .extracting(MemoryVersion::getMemory)
        .extracting(Memory::getContent)
        .containsExactly("Alice lives in Porto", "Alice lives in Porto");
  }

  @Test
  void aUseBringsItBack() throws SQLException {
    SearchMemoriesResponse recalled =
        alice.search(SearchMemoriesRequest.newBuilder().setQuery("tea on the ferry"));

    assertThat(
            worth()
                .useRecall(
                    UseRecallRequest.newBuilder()
                        .setId(recalled.getRecallId())
                        .addMemories(tea.getId())
                        .build())
                .getCounted())
        .isEqualTo(1);

    Memory used = alice.get(tea.getId());
    assertThat(used.getArchived()).isFalse();
    assertThat(used.getVersion()).isEqualTo(1);
    assertThat(used.getEffectiveImportance()).isEqualTo(0.515);
    assertThat(inPostgres()).isPositive();
  }

  @Test
  void aDeletedOneLeavesNoObject() throws SQLException {
    alice.delete(tea.getId());

    sweep();

    assertThat(archive.hasNothingOf(tenant)).isTrue();
    assertThat(objects()).isZero();
    assertThat(alice.search("tea on the ferry")).doesNotContain(TEA);
  }

  @Test
  void aTenantThatLeavesLeavesNoObject() {
    while (records.erase(tenant)) {
      assertThat(tenant).isNotNull();
    }

    assertThat(archive.hasNothingOf(tenant)).isTrue();
  }

  @Test
  void whoeverDiesBetweenTwoStepsLosesNothing() throws SQLException {
    Memory choir = alice.remember("Alice sings alto");
    Idle idle = new Idle(UUID.fromString(choir.getId()), 1);
    Instant longAgo = InstantSource.system().instant().minusSeconds(3600);
    UUID written = UUID.randomUUID();
    UUID put = UUID.randomUUID();
    store.begin(system, written, idle.id(), longAgo);
    store.begin(system, put, idle.id(), longAgo);
    archive.put(tenant, put, store.content(system, idle).orElseThrow());

    sweep();

    assertThat(alice.get(choir.getId()).getContent()).isEqualTo("Alice sings alto");
    assertThat(objects()).isEqualTo(1);
    assertThat(archive.find(tenant, put)).isEmpty();
    assertThat(alice.get(tea.getId()).getContent()).isEqualTo(TEA);
  }

  @Test
  void whatIsArchivedWhileItIsChangedLosesNoVersion() {
    Memory choir = alice.remember("Alice sings alto");
    Idle idle = new Idle(UUID.fromString(choir.getId()), 1);
    UUID object = UUID.randomUUID();
    store.begin(system, object, idle.id(), InstantSource.system().instant());
    archive.put(tenant, object, store.content(system, idle).orElseThrow());
    io.mnemon.memory.record.Memory before = memories.find(system, idle.id()).orElseThrow();
    assertThat(store.move(system, object, idle)).isTrue();

    // Who has read it before it left cannot put it into the history any more.
    assertThat(before.worth().isArchived()).isFalse();
    assertThat(
            session.<Boolean>transact(
                system, tx -> PostgresMemoryStore.archive(tx, system, idle.id(), 1)))
        .isFalse();
    alice.update(choir.getId(), "content", Memory.newBuilder().setContent("Alice sings soprano"));

    assertThat(alice.history(choir.getId()))
        .extracting(version -> version.getMemory().getContent())
        .containsExactly("Alice sings alto", "Alice sings soprano");
  }

  @Test
  void ofTwoWhoArchiveAtOnceOneDoes() {
    Memory choir = alice.remember("Alice sings alto");
    Idle idle = new Idle(UUID.fromString(choir.getId()), 1);
    Cold content = store.content(system, idle).orElseThrow();
    UUID mine = UUID.randomUUID();
    UUID other = UUID.randomUUID();
    for (UUID object : List.of(mine, other)) {
      store.begin(system, object, idle.id(), InstantSource.system().instant());
      archive.put(tenant, object, content);
    }

    assertThat(store.move(system, mine, idle)).isTrue();
    assertThat(store.move(system, other, idle)).isFalse();

    assertThat(alice.get(choir.getId()).getContent()).isEqualTo("Alice sings alto");
  }

  @Test
  void whatWasBlamedThreeTimesGoesThereHoweverFresh() {
    Memory bad = alice.remember("Alice hates tea");
    for (int i = 0; i < 3; i++) {
      worth()
          .giveFeedback(
              GiveFeedbackRequest.newBuilder().setId(bad.getId()).setReward("inaccurate").build());
    }

    assertThat(archiving.run(tenant, () -> true)).isEqualTo(1);

    assertThat(alice.get(bad.getId()).getArchived()).isTrue();
  }

  @Test
  void aSecretStaysWhereItIsFound() throws SQLException {
    Memory secret =
        alice.add(
            Memory.newBuilder()
                .setLayer("user")
                .setContent("The safe opens with 4711")
                .setSensitivity("secret"));
    Days.pass(tenant, secret.getId(), 500);

    assertThat(archiving.run(tenant, () -> true)).isZero();
  }

  @Test
  void aTurnIsHeldByOneUntilItRunsOut() {
    PostgresTurns turns = new PostgresTurns(jobs);
    Instant farAhead = InstantSource.system().instant().plusSeconds(1_000_000);
    Optional<UUID> taken = turns.take(farAhead, farAhead.plusSeconds(60));

    assertThat(taken).isPresent();
    assertThat(turns.keep(taken.get(), farAhead, farAhead.plusSeconds(90))).isFalse();
    assertThat(turns.keep(taken.get(), farAhead.plusSeconds(60), farAhead.plusSeconds(90)))
        .isTrue();
    turns.done(taken.get(), InstantSource.system().instant(), Duration.ofHours(1));
  }

  @Test
  void newTenantsGetTheirTurnsAndAreLookedForNowAndThen() {
    AtomicInteger looks = new AtomicInteger();
    PostgresTurns turns =
        new PostgresTurns(
            new ControlSession(
                counting(connections, "FROM memory.scope", looks), 1, Duration.ofSeconds(10)));
    Instant now = InstantSource.system().instant().plusSeconds(2_000_000);

    Set<UUID> taken = takeAll(turns, now);
    assertThat(taken).contains(tenant);
    assertThat(turns.take(now.plusSeconds(9), now.plusSeconds(10_000))).isEmpty();
    assertThat(looks).hasValue(1);
    UUID newcomer = UUID.randomUUID();
    new Client(channel, tokens, Client.user(newcomer, "alice")).remember("The kettle is new");
    Set<UUID> later = takeAll(turns, now.plusSeconds(10));

    assertThat(later).contains(newcomer);
    assertThat(looks).hasValue(2);
    Stream.concat(taken.stream(), later.stream())
        .forEach(each -> turns.done(each, InstantSource.system().instant(), Duration.ofHours(1)));
  }

  private static Set<UUID> takeAll(PostgresTurns turns, Instant now) {
    Set<UUID> taken = new HashSet<>();
    Optional<UUID> next = turns.take(now, now.plusSeconds(10_000));
    while (next.isPresent()) {
      taken.add(next.get());
      next = turns.take(now, now.plusSeconds(10_000));
    }
    return taken;
  }

  /** The same connections; counts the statements that have a part. */
  private static DataSource counting(DataSource connections, String part, AtomicInteger count) {
    return wrapped(
        DataSource.class,
        connections,
        (name, args, result) ->
            result instanceof Connection connection
                ? wrapped(
                    Connection.class,
                    connection,
                    (method, with, made) -> {
                      if (method.equals("prepareStatement") && with[0].toString().contains(part)) {
                        count.incrementAndGet();
                      }
                      return made;
                    })
                : result);
  }

  private interface Seen {
    Object by(String method, Object[] args, Object result);
  }

  private static <T> T wrapped(Class<T> type, T target, Seen seen) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              try {
                return seen.by(method.getName(), args, method.invoke(target, args));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @Test
  void anObjectThatWasRemovedIsNotFound() {
    UUID object = UUID.randomUUID();
    archive.put(tenant, object, new Cold(Bytes.of(new byte[] {1, 2}), "", Optional.empty()));
    assertThat(archive.find(tenant, object))
        .map(Cold::content)
        .contains(Bytes.of(new byte[] {1, 2}));
    archive.remove(tenant, object);
    assertThat(archive.find(tenant, object)).isEmpty();
  }
}
