package io.mnemon.memory.worth;

import io.mnemon.storage.Binder;
import io.mnemon.storage.ControlSession;
import io.mnemon.tenancy.ControlPlane;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Turns as rows that are leased, in Postgres. A tenant that is new gets its turn within seconds.
 *
 * <p>Whoever looks for new tenants goes from one to the next in the index of scopes: a tenant may
 * have hundreds of thousands.
 */
public final class PostgresTurns implements Turns {
  private static final Duration NEW_TENANTS = Duration.ofSeconds(10);

  private final ControlSession jobs;
  private volatile Instant nextLook = Instant.MIN;

  /**
   * @param jobs a session of the role for background work
   */
  public PostgresTurns(ControlSession jobs) {
    this.jobs = jobs;
  }

  @Override
  @ControlPlane("chooses among tenants, and sees nothing of what they have")
  public Optional<UUID> take(Instant now, Instant until) {
    if (!now.isBefore(nextLook)) {
      nextLook = now.plus(NEW_TENANTS);
      beginNew();
    }
    return jobs.queryOne(
        """
        UPDATE memory.worth_turn SET lease_until = ?
        WHERE tenant = (
          SELECT tenant FROM memory.worth_turn
          WHERE due_at <= ? AND (lease_until IS NULL OR lease_until <= ?)
          ORDER BY due_at FOR UPDATE SKIP LOCKED LIMIT 1)
        RETURNING tenant
        """,
        b -> b.timestamp(until).timestamp(now).timestamp(now),
        row -> row.uuid("tenant"));
  }

  private void beginNew() {
    int begun =
        jobs.update(
            """
            WITH RECURSIVE known(tenant) AS (
              (SELECT s.tenant FROM memory.scope s ORDER BY s.tenant LIMIT 1)
              UNION ALL
              SELECT (SELECT s.tenant FROM memory.scope s WHERE s.tenant > k.tenant
                       ORDER BY s.tenant LIMIT 1)
              FROM known k WHERE k.tenant IS NOT NULL)
            INSERT INTO memory.worth_turn (tenant, due_at)
            SELECT k.tenant, now() FROM known k
            WHERE k.tenant IS NOT NULL
              AND NOT EXISTS (SELECT FROM memory.worth_turn t WHERE t.tenant = k.tenant)
              AND NOT EXISTS (SELECT FROM memory.fence f WHERE f.id = k.tenant)
            ON CONFLICT (tenant) DO NOTHING
            """,
            Binder.NONE);
    assert begun >= 0;
  }

  @Override
  @ControlPlane("keeps what it has chosen")
  public boolean keep(UUID tenant, Instant was, Instant until) {
    return jobs.update(
            """
            UPDATE memory.worth_turn SET lease_until = ? WHERE tenant = ? AND lease_until = ?
            """,
            b -> b.timestamp(until).uuid(tenant).timestamp(was))
        == 1;
  }

  @Override
  @ControlPlane("gives back what it has chosen")
  public void done(UUID tenant, Instant now, Duration until) {
    int given =
        jobs.update(
            "UPDATE memory.worth_turn SET lease_until = NULL, due_at = ? WHERE tenant = ?",
            b -> b.timestamp(now.plus(until)).uuid(tenant));
    assert given <= 1;
  }
}
