package io.mnemon.governance.approval;

import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;

/**
 * What the approval of one kind of request does, in the transaction of the last vote. Kinds without
 * one are only recorded as approved: who owns what they are about acts upon the event.
 */
interface ApprovedAction {
  ApprovalKind kind();

  /** What the request is tied to, as it is now. Must hold it until the transaction ends. */
  Target target(TenantScope scope, Transaction tx, Approval approval);

  /**
   * @param authority the strongest role of those who approved
   * @throws io.mnemon.api.ServiceException if it cannot be done; then the vote has not been given
   */
  void execute(TenantScope scope, Transaction tx, Approval approval, Role authority);
}
