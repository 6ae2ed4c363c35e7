package io.mnemon.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.mnemon.tenancy.TenantScope;
import io.mnemon.test.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final OutboxRelay.Limits LIMITS =
      new OutboxRelay.Limits(
          100,
          Duration.ofSeconds(30),
          Duration.ofHours(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10));

  private final FakeClock clock = FakeClock.at("2026-01-01T00:00:00Z");
  private final AgroalDataSource service = TestDatabase.pool(TestDatabase.SERVICE, 2);
  private final AgroalDataSource jobs = TestDatabase.pool(TestDatabase.JOBS, 4);
  private final PostgresSession session = new PostgresSession(service, 2, Duration.ofSeconds(5));
  private final ControlSession jobSession = new ControlSession(jobs, 4, Duration.ofSeconds(5));
  private final Outbox outbox = outbox();
  private final UUID tenant = UUID.randomUUID();
  private final UUID memory = UUID.randomUUID();
  private final List<Long> handled = new ArrayList<>();
  private final Set<Long> refused = new HashSet<>();
  private final OutboxRelay relay = new OutboxRelay(outbox, this::handle, LIMITS);

  @BeforeEach
  void empty() {
    TestDatabase.asOwner(
        """
        ALTER TABLE storage.outbox NO FORCE ROW LEVEL SECURITY;
        TRUNCATE storage.outbox;
        ALTER TABLE storage.outbox FORCE ROW LEVEL SECURITY;
        """);
  }

  @AfterEach
  void close() {
    relay.close();
    service.close();
    jobs.close();
  }

  @Test
  void aRowCarriesItsChangeToTheHandler() {
    List<OutboxRow> seen = new ArrayList<>();
    var recording =
        new OutboxRelay(
            outbox,
            (of, rows) -> {
              seen.addAll(rows);
              return ids(rows);
            },
            LIMITS);
    long id = append(memory, 3);

    assertThat(recording.relay()).isEqualTo(1);

    assertThat(seen)
        .containsExactly(
            new OutboxRow(tenant, id, memory, 3, "index", "00-trace", clock.instant(), 1, 1));
    assertThat(outbox.pending(tenant)).isZero();
  }

  @Test
  void aChangeThatIsRolledBackLeavesNoRow() {
    assertThatThrownBy(
            () ->
                session.transact(
                    scope(tenant),
                    tx -> {
                      outbox.append(tx, tenant, entries(memory, 1), null, Duration.ZERO);
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");

    assertThat(outbox.pending()).isZero();
  }

  @Test
  void idsComeInTheOrderOfTheEntries() {
    List<OutboxEntry> entries =
        IntStream.range(0, 300)
            .mapToObj(i -> new OutboxEntry(UUID.randomUUID(), i, "index"))
            .toList();

    List<Long> ids = append(tenant, entries, Duration.ZERO);

    assertThat(ids).hasSize(300).isSorted().doesNotHaveDuplicates();
    assertThat(outbox.lease(300, Duration.ofSeconds(1)).stream().map(OutboxRow::version))
        .isEqualTo(entries.stream().map(OutboxEntry::version).toList());
  }

  @Test
  void aLaterRowOfAnAggregateWaitsForTheEarlier() {
    long first = append(memory, 1);
    long second = append(memory, 2);
    long other = append(UUID.randomUUID(), 1);
    refused.add(first);

    relay.relay();
    assertThat(handled).containsExactly(first, other);

    refused.clear();
    clock.advance(Duration.ofSeconds(1));
    relay.relay();
    assertThat(handled).containsExactly(first, other, first);

    relay.relay();
    assertThat(handled).containsExactly(first, other, first, second);
    assertThat(outbox.pending(tenant)).isZero();
  }

  @Test
  void aRefusedRowComesBackAfterEverLongerWaitsUpToABound() {
    long id = append(memory, 1);
    refused.add(id);

    for (int seconds : new int[] {1, 2, 4, 5, 5}) {
      relay.relay();
      int before = handled.size();
      clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
      relay.relay();
      assertThat(handled).as("before %d s have passed", seconds).hasSize(before);
      clock.advance(Duration.ofMillis(1));
    }

    assertThat(handled).hasSize(5).containsOnly(id);
  }

  @Test
  void aHandlerThatThrowsIsAskedAgain() {
    append(memory, 1);
    var failing =
        new OutboxRelay(
            outbox,
            (of, rows) -> {
              throw new IllegalStateException("the index is away");
            },
            LIMITS);

    assertThat(failing.relay()).isZero();

    clock.advance(Duration.ofSeconds(1));
    assertThat(relay.relay()).isEqualTo(1);
  }

  @Test
  void aRowLeftToItsRequestIsNotRelayedUntilTheTimeIsUp() {
    long id = append(tenant, entries(memory, 1), Duration.ofSeconds(5)).getFirst();

    assertThat(relay.relay()).isZero();

    clock.advance(Duration.ofSeconds(5));
    assertThat(relay.relay()).isEqualTo(1);
    assertThat(handled).containsExactly(id);
  }

  @Test
  void aRequestReportsItsRowsDone() {
    List<Long> ids = append(tenant, entries(memory, 1), Duration.ofSeconds(5));

    assertThat(outbox.done(ids)).isEqualTo(1);

    assertThat(outbox.pending(tenant)).isZero();
  }

  @Test
  void aRequestWhoseLeaseWasTakenOverCannotFinishTheRow() {
    List<Long> ids = append(tenant, entries(memory, 1), Duration.ofSeconds(5));
    clock.advance(Duration.ofSeconds(5));
    List<OutboxRow> taken = outbox().lease(10, Duration.ofSeconds(30));

    assertThat(taken).hasSize(1);
    assertThat(outbox.done(ids)).isZero();
    assertThat(outbox.pending(tenant)).isEqualTo(1);
  }

  @Test
  void aRelayWhoseLeaseRanOutCannotFinishTheRow() {
    append(memory, 1);
    List<OutboxRow> slow = outbox.lease(10, Duration.ofSeconds(30));
    clock.advance(Duration.ofSeconds(30));
    List<OutboxRow> taken = outbox.lease(10, Duration.ofSeconds(30));

    assertThat(outbox.finish(slow)).isZero();
    assertThat(outbox.release(slow, clock.instant())).isZero();
    assertThat(outbox.finish(taken)).isEqualTo(1);
  }

  @Test
  void aRenewedLeaseLastsFromThenOnAndALostOneIsNotRenewed() {
    append(memory, 1);
    Duration lease = Duration.ofSeconds(30);
    OutboxRow held = outbox.lease(1, lease).getFirst();

    clock.advance(Duration.ofSeconds(20));
    assertThat(outbox.renew(held, lease)).isTrue();
    clock.advance(Duration.ofSeconds(20));
    assertThat(outbox.lease(1, lease)).isEmpty();
    clock.advance(Duration.ofSeconds(10));
    OutboxRow taken = outbox.lease(1, lease).getFirst();

    assertThat(outbox.renew(held, lease)).isFalse();
    assertThat(outbox.renew(taken, lease)).isTrue();
  }

  @Test
  void manyRelaysTogetherHandleEveryRowOnce() throws Exception {
    int rows = 200;
    for (int i = 0; i < rows; i++) {
      append(UUID.randomUUID(), 1);
    }
    Set<Long> once = ConcurrentHashMap.newKeySet();
    Set<Long> twice = ConcurrentHashMap.newKeySet();
    OutboxHandler counting =
        (of, some) -> {
          some.forEach(row -> (once.add(row.id()) ? once : twice).add(row.id()));
          return ids(some);
        };
    var few =
        new OutboxRelay.Limits(
            7,
            LIMITS.lease(),
            LIMITS.poll(),
            LIMITS.firstBackoff(),
            LIMITS.maxBackoff(),
            LIMITS.stop());

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> processes = new ArrayList<>();
      for (int process = 0; process < 4; process++) {
        var one = new OutboxRelay(outbox(), counting, few);
        processes.add(
            threads.submit(
                () -> {
                  while (outbox.pending() > 0) {
                    one.relay();
                  }
                }));
      }
      for (Future<?> process : processes) {
        process.get();
      }
    }

    assertThat(once).hasSize(rows);
    assertThat(twice).isEmpty();
  }

  @Test
  void tenantsAreHandledApart() {
    UUID other = UUID.randomUUID();
    append(memory, 1);
    append(other, entries(memory, 1), Duration.ZERO);
    List<UUID> tenants = new ArrayList<>();

    new OutboxRelay(
            outbox,
            (of, rows) -> {
              tenants.add(of);
              assertThat(rows).allMatch(row -> row.tenant().equals(of));
              return ids(rows);
            },
            LIMITS)
        .relay();

    assertThat(tenants).containsExactly(tenant, other);
  }

  @Test
  void theServiceSeesItsTenantsRowsOnly() {
    append(memory, 1);
    String count = "SELECT count(*) AS n FROM storage.outbox";

    assertThat(session.query(scope(tenant), count, Binder.NONE, row -> row.bigint("n")))
        .containsExactly(1L);
    assertThat(session.query(scope(UUID.randomUUID()), count, Binder.NONE, row -> row.bigint("n")))
        .containsExactly(0L);
    assertThatThrownBy(
            () -> jobSession.query("SELECT body FROM storage.item", Binder.NONE, row -> 1))
        .rootCause()
        .hasMessageContaining("permission denied for table item");
  }

  @Test
  void aRunningRelayIsWokenByAHint() {
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    var running =
        new OutboxRelay(
            outbox,
            (of, rows) -> {
              seen.addAll(ids(rows));
              return ids(rows);
            },
            LIMITS);
    try (running) {
      running.start();
      long id = append(memory, 1);
      running.wake();

      await().until(() -> seen.contains(id) && outbox.pending(tenant) == 0);
    }
  }

  @Test
  void aStopFinishesTheTenantInHandAndGivesTheOthersBack() throws Exception {
    append(memory, 1);
    append(UUID.randomUUID(), entries(memory, 1), Duration.ZERO);
    var begun = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    var stopped =
        new OutboxRelay(
            outbox,
            (of, rows) -> {
              begun.countDown();
              try {
                mayEnd.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return ids(rows);
            },
            LIMITS);
    stopped.start();
    begun.await();
    Thread closing = Thread.ofVirtual().start(stopped::close);
    await().until(stopped::isStopping);
    mayEnd.countDown();
    closing.join();

    assertThat(outbox.pending(tenant)).isZero();
    assertThat(outbox.pending()).isEqualTo(1);
    assertThat(outbox.lease(10, Duration.ofSeconds(1))).hasSize(1);
  }

  @Test
  void aStartTakesOverWhatDeadProcessesWereHandlingOrHadPutOff() {
    long putOff = append(memory, 1);
    refused.add(putOff);
    relay.relay();
    long beingHandled =
        append(tenant, entries(UUID.randomUUID(), 1), Duration.ofMinutes(1)).getFirst();
    Outbox restarted = outbox();
    assertThat(restarted.lease(10, Duration.ofSeconds(1))).isEmpty();

    assertThat(restarted.takeOver()).isEqualTo(2);

    assertThat(restarted.lease(10, Duration.ofSeconds(1)))
        .extracting(OutboxRow::id)
        .containsExactly(putOff, beingHandled);
  }

  @Test
  void aStartLeavesAloneWhatItsOwnRequestsAreHandling() {
    List<Long> own = append(tenant, entries(memory, 1), Duration.ofMinutes(1));

    assertThat(outbox.takeOver()).isZero();

    assertThat(outbox.done(own)).isEqualTo(1);
  }

  private Outbox outbox() {
    return new Outbox("storage.outbox", jobSession, UUID.randomUUID(), clock);
  }

  private Set<Long> handle(UUID of, List<OutboxRow> rows) {
    rows.forEach(row -> handled.add(row.id()));
    Set<Long> done = ids(rows);
    done.removeAll(refused);
    return done;
  }

  private long append(UUID aggregate, long version) {
    return append(tenant, entries(aggregate, version), Duration.ZERO).getFirst();
  }

  private List<Long> append(UUID of, List<OutboxEntry> entries, Duration handledHereFor) {
    return session.transact(
        scope(of), tx -> outbox.append(tx, of, entries, "00-trace", handledHereFor));
  }

  private static List<OutboxEntry> entries(UUID aggregate, long version) {
    return List.of(new OutboxEntry(aggregate, version, "index"));
  }

  private static Set<Long> ids(List<OutboxRow> rows) {
    return rows.stream().map(OutboxRow::id).collect(Collectors.toCollection(HashSet::new));
  }

  private static TenantScope scope(UUID tenant) {
    return TenantScope.of(tenant, Set.of());
  }
}
