package io.mnemon.memory.promotion;

import io.mnemon.storage.ControlSession;
import io.mnemon.tenancy.ControlPlane;
import java.time.Instant;
import java.util.List;

/** Pending promotions as rows that are leased, in Postgres. */
public final class PostgresDue implements Due {
  private final ControlSession jobs;

  /**
   * @param jobs a session of the role for background work
   */
  public PostgresDue(ControlSession jobs) {
    this.jobs = jobs;
  }

  @Override
  @ControlPlane("chooses by ids alone among the promotions of all tenants")
  public List<One> take(Instant now, Instant until, int limit) {
    return jobs.query(
        """
        UPDATE memory.promotion SET next_at = ?
        WHERE (tenant, id) IN (
          SELECT tenant, id FROM memory.promotion
          WHERE state = 'pending' AND next_at <= ?
          ORDER BY next_at FOR UPDATE SKIP LOCKED LIMIT ?)
        RETURNING tenant, id
        """,
        b -> b.timestamp(until).timestamp(now).integer(limit),
        row -> new One(row.uuid("tenant"), row.uuid("id")));
  }
}
