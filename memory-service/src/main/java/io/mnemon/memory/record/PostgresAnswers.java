package io.mnemon.memory.record;

import io.mnemon.storage.Binder;
import io.mnemon.storage.ControlSession;

/** The kept answers of all tenants, as background work sees them: their age, nothing else. */
public final class PostgresAnswers {
  private final ControlSession jobs;

  /**
   * @param jobs a session of the role for background work, which may delete what is outdated
   */
  public PostgresAnswers(ControlSession jobs) {
    this.jobs = jobs;
  }

  /** Forgets answers that are older than a day; says how many. */
  public int forgetOutdated() {
    return jobs.update(
        "DELETE FROM memory.idempotency WHERE created_at < now() - interval '24 hours'",
        Binder.NONE);
  }
}
