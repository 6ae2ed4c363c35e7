package io.mnemon.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.mnemon.api.TimeOrderedIds;
import io.mnemon.embedded.TestStores;
import io.mnemon.tenancy.AuditEntry;
import io.mnemon.tenancy.PendingAudit;
import io.mnemon.tenancy.TenantScope;
import io.mnemon.test.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Entries that are written with what they tell of, and their way to the chain. */
class PostgresAuditTest {
  private static final String INSERT =
      "INSERT INTO storage.item (tenant, scope_id, id, body) VALUES (?, ?, ?, 'x')";
  private static final AuditRelay.Limits LIMITS =
      new AuditRelay.Limits(
          10, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));

  private final FakeClock clock = FakeClock.at("2026-01-01T12:00:00Z");
  private final AuditTable table = new AuditTable("storage", new TimeOrderedIds(clock), clock);
  private final UUID tenant = UUID.randomUUID();
  private final UUID mine = UUID.randomUUID();
  private final TenantScope scope = TenantScope.of(tenant, Set.of(mine));
  private final AgroalDataSource connections = TestDatabase.pool(TestDatabase.SERVICE, 2);
  private final AgroalDataSource jobs = TestDatabase.pool(TestDatabase.JOBS, 4);
  private final PostgresSession session =
      new PostgresSession(connections, 2, Duration.ofSeconds(5), table);

  @AfterEach
  void close() {
    relayed();
    connections.close();
    jobs.close();
  }

  @Test
  void aTransactionLeavesOneEntryThatNamesWhatItTouched() {
    UUID touched = UUID.randomUUID();

    session.transact(
        scope,
        tx -> {
          tx.touched("item", touched);
          insert(tx);
          return insert(tx);
        });

    AuditEntry entry = only(relayed()).entry();
    assertThat(entry.actor()).isEqualTo("system:start");
    assertThat(entry.resources())
        .containsExactly(new AuditEntry.Resource("item", touched.toString()));
  }

  @Test
  void longEntriesAreBroughtInSmallerBatches() {
    for (int i = 0; i < 100; i++) {
      session.transact(
          scope,
          tx -> {
            for (int resource = 0; resource < 900; resource++) {
              tx.touched("item", UUID.randomUUID());
            }
            return insert(tx);
          });
    }
    List<Integer> batches = new ArrayList<>();
    AuditRelay relay =
        new AuditRelay(
            table,
            new ControlSession(jobs, 4, Duration.ofSeconds(5)),
            entries -> batches.add(entries.size()),
            AuditRelay.Limits.DEFAULT);

    while (relay.relay() > 0) {
      assertThat(batches.getLast()).isLessThan(100);
    }

    assertThat(batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
  }

  @Test
  void backgroundWorkIsNamed() {
    session.update(
        TenantScope.system(tenant, "rebuild"),
        INSERT,
        b -> b.uuid(tenant).uuid(mine).uuid(UUID.randomUUID()));

    PendingAudit pending = only(relayed());
    assertThat(pending.entry().actor()).isEqualTo("system:rebuild");
    assertThat(pending.entry().action()).isEqualTo("job.rebuild");
    assertThat(pending.at()).isEqualTo(clock.instant());
  }

  @Test
  void whatIsRolledBackLeavesNoEntry() {
    assertThatThrownBy(
            () ->
                session.transact(
                    scope,
                    tx -> {
                      insert(tx);
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");

    assertThat(relayed()).isEmpty();
  }

  @Test
  void whatChangesNothingLeavesNoEntry() {
    int changed =
        session.update(scope, "DELETE FROM storage.item WHERE id = ?", b -> b.uuid(tenant));
    session.transact(
        scope,
        tx -> tx.query("SELECT body FROM storage.item", Binder.NONE, row -> row.text("body")));
    session.transact(
        scope,
        tx -> {
          tx.leaveOut();
          return insert(tx);
        });
    session.transact(scope, tx -> true);

    assertThat(changed).isZero();
    assertThat(relayed()).isEmpty();
  }

  @Test
  void whatIsNotAuditedLeavesNoEntry() {
    session.unaudited().transact(scope, PostgresAuditTest.this::insert);

    assertThat(relayed()).isEmpty();
  }

  @Test
  void anEntryCostsNoRoundTrip() throws Exception {
    String url = TestStores.shared().jdbcUrl();
    try (var proxy = RoundTripProxy.before(url);
        var pool = TestDatabase.pool(TestDatabase.SERVICE, 1, proxy.through(url))) {
      var counted = new PostgresSession(pool, 1, Duration.ofSeconds(5), table);
      Runnable transaction = () -> counted.transact(scope, this::insert);
      Runnable statement =
          () ->
              counted.update(scope, INSERT, b -> b.uuid(tenant).uuid(mine).uuid(UUID.randomUUID()));

      assertThat(IntStream.range(0, 20).map(i -> proxy.roundTripsOf(transaction)).min())
          .as("begin, settings and statement; then the entry and commit")
          .hasValue(2);
      assertThat(IntStream.range(0, 20).map(i -> proxy.roundTripsOf(statement)).min())
          .as("settings, statement and entry")
          .hasValue(1);
    }
  }

  @Test
  void aConnectionIsAsBeforeAfterAnAuditedCommit() {
    for (int i = 0; i < 20; i++) {
      session.transact(scope, this::insert);
      assertThat(
              session.query(
                  TenantScope.of(UUID.randomUUID(), Set.of()),
                  "SELECT body FROM storage.item",
                  Binder.NONE,
                  row -> row.text("body")))
          .isEmpty();
    }
  }

  @Test
  void whatTheChainDidNotTakeIsBroughtAgain() {
    session.transact(scope, this::insert);

    assertThatThrownBy(
            () ->
                relay(
                        entries -> {
                          throw new IllegalStateException("the chain is away");
                        })
                    .relay())
        .hasMessage("the chain is away");

    assertThat(relayed()).hasSize(1);
    assertThat(relayed()).isEmpty();
  }

  @Test
  void twoRelaysBringEachEntryOnce() throws Exception {
    for (int i = 0; i < 50; i++) {
      session.transact(scope, this::insert);
    }
    List<UUID> brought = java.util.Collections.synchronizedList(new ArrayList<>());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> relays = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        AuditRelay relay =
            relay(
                entries ->
                    entries.stream()
                        .filter(entry -> entry.tenant().equals(tenant))
                        .forEach(entry -> brought.add(entry.id())));
        relays.add(
            threads.submit(
                () -> {
                  while (relay.relay() > 0) {
                    Thread.onSpinWait();
                  }
                }));
      }
      for (Future<?> each : relays) {
        each.get();
      }
    }
    relayed().forEach(entry -> brought.add(entry.id()));

    assertThat(brought).hasSize(50).hasSameSizeAs(new HashSet<>(brought));
  }

  @Test
  void readsWaitForAFlushAndRefusalsDoNot() {
    PostgresAuditTrail trail = trail(AuditReads.BATCHED, 2);
    AuditEntry read = entry(true);

    trail.read(tenant, read);
    trail.read(tenant, read);
    assertThat(relayed()).isEmpty();
    trail.write(tenant, entry(false));
    assertThat(relayed()).singleElement().satisfies(e -> assertThat(e.entry().allowed()).isFalse());
    // There is room for two: the third does not wait.
    trail.read(tenant, read);
    assertThat(relayed()).hasSize(1);

    trail.flush();
    assertThat(relayed()).hasSize(2);
  }

  @Test
  void aTenantMayWantItsReadsAtOnceOrNotAtAll() {
    trail(AuditReads.OFF, 10).read(tenant, entry(true));
    assertThat(relayed()).isEmpty();

    trail(AuditReads.SYNCHRONOUS, 10).read(tenant, entry(true));
    assertThat(relayed()).hasSize(1);
  }

  @Test
  void aStopWritesWhatWaits() {
    PostgresAuditTrail trail = trail(AuditReads.BATCHED, 10);
    trail.start();
    trail.read(tenant, entry(true));

    trail.close();

    assertThat(relayed()).hasSize(1);
  }

  @Test
  void refusalsBeyondTheLimitAreCountedInOneEntry() {
    PostgresAuditTrail trail = trail(AuditReads.BATCHED, 10);
    for (int i = 0; i < 30; i++) {
      trail.write(tenant, entry(false));
    }
    assertThat(relayed()).hasSize(3);

    trail.flush();

    assertThat(only(relayed()).entry().count()).isEqualTo(27);
    clock.advance(Duration.ofMinutes(1));
    trail.write(tenant, entry(false));
    assertThat(relayed()).hasSize(1);
  }

  private PostgresAuditTrail trail(AuditReads reads, int queue) {
    return new PostgresAuditTrail(
        table,
        session.unaudited(),
        any -> reads,
        (any, text) -> text,
        new PostgresAuditTrail.Limits(
            Duration.ofHours(1), queue, 5, 3, Duration.ofMinutes(1), 10, Duration.ofSeconds(5)));
  }

  private static AuditEntry entry(boolean allowed) {
    return new AuditEntry(
        "storage",
        "item.read",
        allowed,
        "user",
        "alice",
        null,
        null,
        List.of(),
        List.of(),
        "",
        "",
        1);
  }

  private int insert(Transaction tx) {
    return tx.update(INSERT, b -> b.uuid(tenant).uuid(mine).uuid(UUID.randomUUID()));
  }

  private AuditRelay relay(java.util.function.Consumer<List<PendingAudit>> chain) {
    return new AuditRelay(table, new ControlSession(jobs, 4, Duration.ofSeconds(5)), chain, LIMITS);
  }

  /** All that was pending of this test's tenant, and is not any more. */
  private List<PendingAudit> relayed() {
    List<PendingAudit> all = new ArrayList<>();
    AuditRelay relay = relay(all::addAll);
    while (relay.relay() > 0) {
      Thread.onSpinWait();
    }
    return all.stream().filter(entry -> entry.tenant().equals(tenant)).toList();
  }

  private static PendingAudit only(List<PendingAudit> entries) {
    assertThat(entries).hasSize(1);
    return entries.getFirst();
  }
}
