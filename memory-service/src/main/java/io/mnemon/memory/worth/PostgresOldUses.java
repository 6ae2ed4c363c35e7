package io.mnemon.memory.worth;

import io.mnemon.storage.ControlSession;
import java.time.Duration;
import java.time.InstantSource;

/** Which recalls were of use, of all tenants, as background work sees it: its age, nothing else. */
public final class PostgresOldUses {
  private final ControlSession jobs;
  private final InstantSource clock;
  private final Duration keepFor;

  /**
   * @param jobs a session of the role for background work
   * @param keepFor longer than a recall is kept, so that nothing counts twice
   */
  public PostgresOldUses(ControlSession jobs, InstantSource clock, Duration keepFor) {
    this.jobs = jobs;
    this.clock = clock;
    this.keepFor = keepFor;
  }

  /** Forgets uses of recalls that are forgotten too; says how many. */
  public int forget() {
    return jobs.update(
        "DELETE FROM memory.recall_use WHERE at < ?",
        b -> b.timestamp(clock.instant().minus(keepFor)));
  }
}
