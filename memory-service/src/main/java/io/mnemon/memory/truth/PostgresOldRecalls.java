package io.mnemon.memory.truth;

import io.mnemon.storage.ControlSession;
import java.time.Duration;
import java.time.InstantSource;

/** The recalls of all tenants, as background work sees them: their ids and age, nothing else. */
public final class PostgresOldRecalls {
  private final ControlSession jobs;
  private final InstantSource clock;
  private final Duration keepFor;
  private final int most;

  /**
   * @param jobs a session of the role for background work
   * @param most how many of a tenant are kept
   */
  public PostgresOldRecalls(ControlSession jobs, InstantSource clock, Duration keepFor, int most) {
    this.jobs = jobs;
    this.clock = clock;
    this.keepFor = keepFor;
    this.most = most;
  }

  /** Forgets recalls that are older than they are kept, or too many; says how many. */
  public int forget() {
    return forgetOld() + forgetMany();
  }

  private int forgetOld() {
    return jobs.update(
        "DELETE FROM memory.recall WHERE at < ?", b -> b.timestamp(clock.instant().minus(keepFor)));
  }

  /** The ids are in the order of time. */
  private int forgetMany() {
    return jobs.update(
        """
        DELETE FROM memory.recall r
        USING (SELECT DISTINCT tenant FROM memory.recall) t
        CROSS JOIN LATERAL (
          SELECT n.recall_id FROM memory.recall n
          WHERE n.tenant = t.tenant ORDER BY n.recall_id DESC OFFSET ? LIMIT 1) beyond
        WHERE r.tenant = t.tenant AND r.recall_id <= beyond.recall_id
        """,
        b -> b.integer(most));
  }
}
