package io.mnemon.governance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.embedded.TestStores;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.TenantScope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How Postgres looks for entries in a long log. */
@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class AuditPlansTest {
  private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");

  /** An entry each minute; every tenth comes two minutes late. */
  private static final String SEED =
      """
      INSERT INTO governance.audit_entry
        (tenant, seq, id, at, action, outcome, actor, request, resources, entry, hash)
      SELECT '%1$s', n, gen_random_uuid(),
             timestamptz '2020-01-01T00:00:00Z'
               + (CASE WHEN n %% 10 = 0 THEN n - 2 ELSE n END) * interval '1 minute',
             'memory.' || n %% 7, 'allowed', 'actor ' || n %% 3, '', '{}',
             '{"service":"memory","actor_kind":"user","count":1,"subjects":[],"resources":[]}',
             sha256('')
      FROM generate_series(1, 5000) n
      """;

  @Inject @Governance PostgresSession session;

  private final UUID tenant = UUID.randomUUID();
  private final TenantScope scope = TenantScope.of(tenant, Set.of());

  @BeforeEach
  void seed() throws SQLException {
    try (Connection owner = TestStores.shared().connect();
        Statement statement = owner.createStatement()) {
      statement.execute("SELECT set_config('app.tenant', '" + tenant + "', false)");
      statement.execute(SEED.formatted(tenant));
      statement.execute("ANALYZE governance.audit_entry");
    }
  }

  private static LogQuery times(String action, @Nullable Instant from, Instant to, long before) {
    return new LogQuery("", action, "", "", from, to, "", before);
  }

  private String plan(LogQuery query) {
    PostgresLogStore.Selection selection =
        new PostgresLogStore(session).selection(scope, query, 10);
    return String.join(
        "\n",
        session.query(
            scope,
            "EXPLAIN (COSTS OFF) " + selection.sql(),
            selection.binder(),
            row -> row.text("QUERY PLAN")));
  }

  @Test
  void anOldTimeIsFoundByItsIndex() {
    Instant to = BEGIN.plusSeconds(6_000);

    assertThat(plan(times("", null, to, Long.MAX_VALUE)))
        .contains("Index Scan Backward using audit_entry_at", "Index Cond: ((tenant = ")
        .doesNotContain("Seq Scan", "Sort");
    assertThat(plan(times("memory.*", BEGIN, to, 50)))
        .contains("Index Scan Backward using audit_entry_at", "(ROW(");
  }

  @Test
  void thePagesOfATimeAreTheEntriesInItsOrderEachOnce() {
    LogStore log = new PostgresLogStore(session);
    Instant from = BEGIN.plusSeconds(60);
    Instant to = BEGIN.plusSeconds(40 * 60);
    List<LoggedEntry> all = log.find(scope, times("", from, to, Long.MAX_VALUE), 100);

    List<LoggedEntry> paged = new ArrayList<>();
    List<LoggedEntry> page = log.find(scope, times("", from, to, Long.MAX_VALUE), 7);
    while (!page.isEmpty()) {
      paged.addAll(page);
      page = log.find(scope, times("", from, to, page.getLast().seq()), 7);
    }

    assertThat(all)
        .hasSize(40)
        .isSortedAccordingTo((a, b) -> b.entry().at().compareTo(a.entry().at()));
    assertThat(paged).isEqualTo(all);
  }

  @Test
  void postgresGivesUpBeforeTheSocketDoes() {
    assertThat(
            session.query(
                scope,
                "SHOW statement_timeout",
                binding -> {},
                row -> row.text("statement_timeout")))
        .containsExactly("25s");
  }
}
