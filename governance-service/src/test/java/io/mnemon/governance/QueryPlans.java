package io.mnemon.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.embedded.TestStores;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.storage.Binder;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.TenantScope;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks Postgres how it would run a statement for one of many tenants of equal size. */
@Singleton
public class QueryPlans {
  private static final String SEED =
      """
      DO $block$
      DECLARE
        t uuid;
      BEGIN
        INSERT INTO governance.tenant (id, name, created_at)
        SELECT gen_random_uuid(), 'seeded ' || n, now() FROM generate_series(1, 2000) n;
        FOR t IN SELECT id FROM governance.tenant WHERE name LIKE 'seeded %' LIMIT 50 LOOP
          PERFORM set_config('app.tenant', t::text, true);
          INSERT INTO governance.unit (tenant, id, kind, name, created_at)
          SELECT t, gen_random_uuid(), 'organization', 'unit ' || n, now()
          FROM generate_series(1, 100) n;
          INSERT INTO governance.principal (tenant, id, kind, name, home_unit, created_at)
          SELECT t, gen_random_uuid(), 'user', 'user ' || u.name || n, u.id, now()
          FROM governance.unit u CROSS JOIN generate_series(1, 5) n
          WHERE u.tenant = t;
          INSERT INTO governance.membership (tenant, principal, unit, role, created_at)
          SELECT t, p.id, p.home_unit, 'viewer', now() FROM governance.principal p WHERE p.tenant = t;
          INSERT INTO governance.custom_role (tenant, id, name, actions, created_at, created_by)
          SELECT t, gen_random_uuid(), 'role ' || n, '{unit.create}', now(), t
          FROM generate_series(1, 100) n;
          INSERT INTO governance.api_key
            (tenant, id, principal, secret_hash, scopes, created_at, created_by)
          SELECT t, gen_random_uuid(), p.id, sha256(p.name::bytea), '{}', now(), p.id
          FROM governance.principal p WHERE p.tenant = t;
          INSERT INTO governance.principal_identity (tenant, issuer, subject, principal, created_at)
          SELECT t, 'https://id.example.com', p.name, p.id, now()
          FROM governance.principal p WHERE p.tenant = t;
          INSERT INTO governance.token_cutoff
            (tenant, issuer, subject, actor, session, issued_until, expires_at)
          SELECT t, 'https://id.example.com', p.name, '', p.name, now(), now()
          FROM governance.principal p WHERE p.tenant = t;
        END LOOP;
      END
      $block$
      """;

  private final PostgresSession session;

  QueryPlans(@Governance PostgresSession session) {
    this.session = session;
  }

  /** A tenant among many; the first call makes them. */
  public UUID tenant() throws SQLException {
    try (Connection owner = TestStores.shared().connect();
        Statement statement = owner.createStatement()) {
      if (seeded(statement) == null) {
        statement.execute(SEED);
        statement.execute(
            """
            ANALYZE governance.tenant, governance.unit, governance.principal,
                    governance.membership, governance.api_key, governance.custom_role,
                    governance.principal_identity,
                    governance.token_cutoff
            """);
      }
      return UUID.fromString(String.valueOf(seeded(statement)));
    }
  }

  private static @Nullable String seeded(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT min(id::text) AS id FROM governance.tenant WHERE name LIKE 'seeded %'")) {
      return rows.next() ? rows.getString("id") : null;
    }
  }

  /** Every table of tenant data is entered by an index whose first condition is the tenant. */
  public void assertEnteredByTenant(UUID tenant, String sql, Binder binder) {
    List<String> plan =
        session.query(
            TenantScope.of(tenant, Set.of()),
            "EXPLAIN (COSTS OFF) " + sql,
            binder,
            row -> row.text("QUERY PLAN"));
    String text = plan.stream().collect(Collectors.joining("\n"));
    assertThat(text).doesNotContain("Seq Scan").containsPattern("Index Cond: \\(+tenant = ");
    assertThat(plan.stream().filter(line -> line.contains("Index Cond:")).toList())
        .as(text)
        .allMatch(line -> line.contains("tenant = ") || line.contains("(id = "));
  }
}
