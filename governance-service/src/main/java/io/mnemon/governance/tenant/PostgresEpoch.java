package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.TenantScope;

/**
 * Moves a tenant's authorization epoch in the transaction that changes who may do what. Changes of
 * one tenant thereby happen one after the other.
 */
public final class PostgresEpoch {
  /** Who wants to know at once that an epoch has moved listens here. */
  public static final String MOVED = "mnemon_epoch";

  private static final String BUMP =
      """
      WITH told AS (SELECT pg_notify('mnemon_epoch', ''))
      UPDATE governance.tenant SET epoch = epoch + 1, epoch_changed_at = clock_timestamp()
      FROM told
      WHERE id = ? AND erasing_since IS NULL
      """;

  private PostgresEpoch() {}

  /**
   * Must come before the changes and after a claim, so that two transactions never wait crosswise.
   *
   * @throws ServiceException UNAUTHENTICATED if the tenant is being erased
   */
  public static void bump(TenantScope scope, Transaction tx) {
    if (tx.update(BUMP, binding -> binding.uuid(scope.tenant())) == 0) {
      throw new ServiceException(
          ErrorCode.UNAUTHENTICATED, "the tenant of this credential does not exist any more");
    }
  }

  /**
   * The same for a change that was judged before.
   *
   * @param judged the epoch at which everybody was looked up
   * @throws EpochMovedException if it is not the tenant's any more
   */
  public static void bump(TenantScope scope, Transaction tx, long judged) {
    if (hold(scope, tx) != judged) {
      throw new EpochMovedException(scope.tenant());
    }
    bump(scope, tx);
  }

  /** The tenant's epoch, which nobody else moves before the transaction ends. */
  public static long hold(TenantScope scope, Transaction tx) {
    return tx.queryOne(
            "SELECT epoch FROM governance.tenant WHERE id = ? FOR NO KEY UPDATE",
            binding -> binding.uuid(scope.tenant()),
            row -> row.bigint("epoch"))
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.UNAUTHENTICATED,
                    "the tenant of this credential does not exist any more"));
  }
}
