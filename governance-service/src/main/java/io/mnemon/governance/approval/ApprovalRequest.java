package io.mnemon.governance.approval;

import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.tenancy.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for, as it was sent.
 *
 * @param unit a unit's id, or the tenant's
 * @param payload a JSON object; of a role what {@code wish} says too
 * @param quorum null for what is usual, as are the durations
 */
record ApprovalRequest(
    ApprovalKind kind,
    String unit,
    String title,
    String payload,
    @Nullable Wish wish,
    @Nullable Target target,
    Risk risk,
    Mode mode,
    @Nullable Integer quorum,
    List<PrincipalRef> reviewers,
    Role reviewerRole,
    @Nullable Duration timeout,
    @Nullable Duration escalateAfter,
    List<PrincipalRef> escalateTo) {
  ApprovalRequest {
    reviewers = List.copyOf(reviewers);
    escalateTo = List.copyOf(escalateTo);
  }

  /** The role that is asked for. */
  record Wish(PrincipalRef principal, Role role, @Nullable Instant expiresAt) {}
}
