package io.mnemon.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.embedded.TestStores;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresSessionTest {
  private static final String INSERT =
      "INSERT INTO storage.item (tenant, scope_id, id, body) VALUES (?, ?, ?, ?)";
  private static final String BODIES = "SELECT body FROM storage.item ORDER BY body";
  private static final String SETTINGS =
      """
      SELECT concat(current_setting('app.tenant', true), current_setting('app.scopes', true),
                    current_setting('app.job', true)) AS settings
      """;

  private final UUID tenant = UUID.randomUUID();
  private final UUID mine = UUID.randomUUID();
  private final UUID theirs = UUID.randomUUID();
  private final TenantScope scope = TenantScope.of(tenant, Set.of(mine));

  // One connection: whatever a call leaves behind, the next one meets.
  private final AgroalDataSource connections = TestDatabase.pool(TestDatabase.SERVICE, 1);
  private final PostgresSession session =
      new PostgresSession(connections, 1, Duration.ofSeconds(5));
  private final ControlSession plain = new ControlSession(connections, 1, Duration.ofSeconds(5));

  @AfterEach
  void close() {
    connections.close();
  }

  @Test
  void rowsOfOtherScopesAndTenantsAreNotSeen() {
    insert(scope, mine, "mine");
    insert(TenantScope.of(tenant, Set.of(theirs)), theirs, "theirs");
    UUID stranger = UUID.randomUUID();
    insert(TenantScope.of(stranger, Set.of(mine)), stranger, mine, "a stranger's");

    assertThat(bodies(scope)).containsExactly("mine");
    assertThat(bodies(TenantScope.of(tenant, Set.of(mine, theirs))))
        .containsExactly("mine", "theirs");
    assertThat(bodies(TenantScope.of(tenant, Set.of()))).isEmpty();
    assertThat(bodies(TenantScope.system(tenant, "rebuild"))).containsExactly("mine", "theirs");
    assertThat(plain.query(BODIES, Binder.NONE, row -> row.text("body"))).isEmpty();
  }

  @Test
  void aRowCannotBeWrittenIntoAnotherScopeOrTenant() {
    assertThatThrownBy(() -> insert(scope, theirs, "smuggled"))
        .isInstanceOf(ServiceException.class)
        .rootCause()
        .hasMessageContaining("violates row-level security policy for table \"item\"");
    assertThatThrownBy(() -> insert(scope, UUID.randomUUID(), mine, "smuggled"))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void settingsDoNotOutliveAStatement() {
    assertThat(session.queryOne(scope, SETTINGS, Binder.NONE, row -> row.text("settings")))
        .contains(tenant + "{" + mine + "}");

    assertThat(settingsLeft()).isEmpty();
  }

  @Test
  void settingsDoNotOutliveAFailedStatement() {
    assertThatThrownBy(() -> session.update(scope, "DELETE FROM storage.nothing", Binder.NONE))
        .isInstanceOf(ServiceException.class);

    assertThat(settingsLeft()).isEmpty();
  }

  @Test
  void settingsDoNotOutliveATransaction() {
    session.transact(scope, tx -> tx.query(SETTINGS, Binder.NONE, row -> row.text("settings")));

    assertThat(settingsLeft()).isEmpty();
  }

  @Test
  void settingsDoNotOutliveARolledBackTransaction() {
    assertThatThrownBy(
            () ->
                session.transact(
                    scope,
                    tx -> {
                      tx.update(INSERT, row(tenant, mine, UUID.randomUUID(), "lost"));
                      throw new IllegalStateException("changed my mind");
                    }))
        .hasMessage("changed my mind");

    assertThat(settingsLeft()).isEmpty();
    assertThat(bodies(scope)).isEmpty();
  }

  @Test
  void everyStatementOfATransactionSeesTheScope() {
    List<String> seen =
        session.transact(
            scope,
            tx -> {
              tx.update(INSERT, row(tenant, mine, UUID.randomUUID(), "one"));
              tx.batch(
                  INSERT,
                  List.of(
                      row(tenant, mine, UUID.randomUUID(), "three"),
                      row(tenant, mine, UUID.randomUUID(), "two")));
              return tx.query(BODIES, Binder.NONE, row -> row.text("body"));
            });

    assertThat(seen).containsExactly("one", "three", "two");
    assertThat(bodies(scope)).isEqualTo(seen);
  }

  @Test
  void aBatchMayOpenATransaction() {
    int[] counts =
        session.transact(
            scope, tx -> tx.batch(INSERT, List.of(row(tenant, mine, UUID.randomUUID(), "one"))));

    assertThat(counts).containsExactly(1);
  }

  @Test
  void aStatementWithItsScopeIsOneRoundTrip() throws Exception {
    String url = TestStores.shared().jdbcUrl();
    try (var proxy = RoundTripProxy.before(url);
        var pool = TestDatabase.pool(TestDatabase.SERVICE, 1, proxy.through(url))) {
      var counted = new PostgresSession(pool, 1, Duration.ofSeconds(5));
      for (int warmUp = 0; warmUp < 10; warmUp++) {
        counted.query(scope, BODIES, Binder.NONE, row -> row.text("body"));
      }

      assertThat(
              proxy.roundTripsOf(
                  () -> counted.query(scope, BODIES, Binder.NONE, row -> row.text("body"))))
          .isEqualTo(1);
      assertThat(
              proxy.roundTripsOf(
                  () ->
                      counted.update(
                          scope, INSERT, row(tenant, mine, UUID.randomUUID(), "counted"))))
          .isEqualTo(1);
    }
  }

  @Test
  void aTransactionOfOneStatementIsTwoRoundTrips() throws Exception {
    String url = TestStores.shared().jdbcUrl();
    try (var proxy = RoundTripProxy.before(url);
        var pool = TestDatabase.pool(TestDatabase.SERVICE, 1, proxy.through(url))) {
      var counted = new PostgresSession(pool, 1, Duration.ofSeconds(5));
      Runnable transaction =
          () ->
              counted.transact(
                  scope, tx -> tx.update(INSERT, row(tenant, mine, UUID.randomUUID(), "counted")));

      // The answer to BEGIN may overtake the statement that follows it unasked, which then looks
      // like a round trip of its own: the least count is the true one.
      assertThat(IntStream.range(0, 20).map(i -> proxy.roundTripsOf(transaction)).min())
          .as("begin, settings and statement; then commit")
          .hasValue(2);
    }
  }

  @Test
  void aDuplicateNamesTheConstraint() {
    UUID id = UUID.randomUUID();
    session.update(scope, INSERT, row(tenant, mine, id, "first"));

    assertThatThrownBy(() -> session.update(scope, INSERT, row(tenant, mine, id, "second")))
        .isInstanceOfSatisfying(
            UniqueViolationException.class,
            e -> assertThat(e.constraintName()).isEqualTo("item_pkey"));
  }

  @Test
  void moreThanOneRowIsNotOne() {
    assertThatThrownBy(
            () ->
                session.queryOne(scope, "SELECT generate_series(1, 2) AS n", Binder.NONE, row -> 1))
        .hasMessage("at most one row was expected and there are 2");
  }

  @Test
  void theSessionRefusesToBeUsedInsideItsTransaction() {
    assertThatThrownBy(() -> session.transact(scope, tx -> bodies(scope)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must go through the transaction");
  }

  @Test
  void aCallThatFindsNoFreeConnectionFailsInTime() {
    var impatient = new PostgresSession(connections, 0, Duration.ofMillis(1));

    assertThatThrownBy(() -> impatient.update(scope, "SELECT 1", Binder.NONE))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  private String settingsLeft() {
    return plain.query(SETTINGS, Binder.NONE, row -> row.text("settings")).getFirst();
  }

  private List<String> bodies(TenantScope as) {
    return session.query(as, BODIES, Binder.NONE, row -> row.text("body"));
  }

  private void insert(TenantScope as, UUID scopeId, String body) {
    insert(as, tenant, scopeId, body);
  }

  private void insert(TenantScope as, UUID ofTenant, UUID scopeId, String body) {
    session.update(as, INSERT, row(ofTenant, scopeId, UUID.randomUUID(), body));
  }

  private static Binder row(UUID tenant, UUID scopeId, UUID id, String body) {
    return b -> b.uuid(tenant).uuid(scopeId).uuid(id).text(body);
  }
}
