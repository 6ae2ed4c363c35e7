package io.mnemon.governance.approval;

import io.mnemon.governance.event.EventType;
import io.mnemon.governance.schedule.Due;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Escalates and ends requests when their time has come. */
final class ApprovalTimes {
  private static final String JOB = "approvals";

  private final ApprovalStore store;
  private final InstantSource clock;

  ApprovalTimes(ApprovalStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  void work(Due due) {
    store.timed(TenantScope.system(due.tenant(), JOB), due, this::next);
  }

  private Optional<ApprovalStore.Change.To> next(Approval approval) {
    if (!(approval.state() instanceof ApprovalState.Pending pending)) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (!now.isBefore(approval.expiresAt())) {
      return Optional.of(
          ApprovalStore.Change.To.state(
              approval.in(pending.expire(now)), EventType.APPROVAL_EXPIRED));
    }
    if (pending.escalatedAt() == null && !now.isBefore(approval.escalateAt())) {
      return Optional.of(
          ApprovalStore.Change.To.state(
              approval.in(pending.escalate(now)), EventType.APPROVAL_ESCALATED));
    }
    return Optional.empty();
  }
}
