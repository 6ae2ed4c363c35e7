package io.mnemon.memory.operation;

import io.mnemon.storage.ControlSession;
import java.time.Duration;
import java.time.InstantSource;

/** The operations of all tenants, as background work sees them: their age and state. */
public final class PostgresOldOperations {
  private final ControlSession jobs;
  private final InstantSource clock;
  private final Duration keepFor;

  /**
   * @param jobs a session of the role for background work
   */
  public PostgresOldOperations(ControlSession jobs, InstantSource clock, Duration keepFor) {
    this.jobs = jobs;
    this.clock = clock;
    this.keepFor = keepFor;
  }

  /** Forgets finished operations that are older than they are kept; says how many. */
  public int forget() {
    return jobs.update(
        """
        WITH old AS (
          DELETE FROM memory.operation
          WHERE created_at < ? AND state IN ('done', 'failed') RETURNING tenant, id)
        DELETE FROM memory.operation_item i USING old
        WHERE i.tenant = old.tenant AND i.operation = old.id
        """,
        b -> b.timestamp(clock.instant().minus(keepFor)));
  }
}
