package io.mnemon.memory.truth;

import io.mnemon.storage.ControlSession;
import java.time.Duration;
import java.time.InstantSource;

/** The recalls of all tenants, as background work sees them: their age, nothing else. */
public final class PostgresOldRecalls {
  private final ControlSession jobs;
  private final InstantSource clock;
  private final Duration keepFor;

  /**
   * @param jobs a session of the role for background work
   */
  public PostgresOldRecalls(ControlSession jobs, InstantSource clock, Duration keepFor) {
    this.jobs = jobs;
    this.clock = clock;
    this.keepFor = keepFor;
  }

  /** Forgets recalls that are older than they are kept; says how many. */
  public int forget() {
    return jobs.update(
        "DELETE FROM memory.recall WHERE at < ?", b -> b.timestamp(clock.instant().minus(keepFor)));
  }
}
