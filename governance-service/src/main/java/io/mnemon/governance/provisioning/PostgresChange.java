package io.mnemon.governance.provisioning;

import io.mnemon.governance.tenant.PostgresEpoch;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Work;
import io.mnemon.tenancy.TenantScope;

/**
 * A transaction that changes what a directory has pushed. It moves the tenant's epoch first, so
 * such changes of one tenant happen one after the other.
 */
final class PostgresChange {
  private PostgresChange() {}

  /** What came of the work, or of its refusal, which leaves everything as it was. */
  static <T> T transact(
      PostgresSession session, TenantScope scope, Class<T> outcome, Work<T> work) {
    return run(
        session,
        scope,
        outcome,
        tx -> {
          PostgresEpoch.bump(scope, tx);
          return work.run(tx);
        });
  }

  /**
   * The same for a change that was judged before.
   *
   * @param judged the epoch at which everybody was looked up
   * @throws io.mnemon.governance.tenant.EpochMovedException if it is not the tenant's any more
   */
  static <T> T transact(
      PostgresSession session, TenantScope scope, long judged, Class<T> outcome, Work<T> work) {
    return run(
        session,
        scope,
        outcome,
        tx -> {
          PostgresEpoch.bump(scope, tx, judged);
          return work.run(tx);
        });
  }

  private static <T> T run(
      PostgresSession session, TenantScope scope, Class<T> outcome, Work<T> work) {
    try {
      return session.transact(scope, work);
    } catch (Refused e) {
      return outcome.cast(e.outcome);
    }
  }

  /** Takes everything back and answers with an outcome. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Object outcome;

    Refused(Object outcome) {
      super(null, null, false, false);
      this.outcome = outcome;
    }
  }
}
