package io.mnemon.governance.approval;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request, with who has to approve it and where it stands.
 *
 * @param unit a unit, or the tenant's id
 * @param payload a JSON object
 * @param wish what the payload says, for a role
 * @param requesterPerson who is behind the requester: the user of an agent, else itself
 * @param escalateAt not before the expiry if it is not escalated
 */
record Approval(
    UUID id,
    ApprovalKind kind,
    UUID unit,
    String title,
    String payload,
    @Nullable RoleWish wish,
    @Nullable Target target,
    Rules rules,
    UUID requester,
    UUID requesterPerson,
    Instant createdAt,
    Instant expiresAt,
    Instant escalateAt,
    ApprovalState state) {

  Approval in(ApprovalState next) {
    return new Approval(
        id,
        kind,
        unit,
        title,
        payload,
        wish,
        target,
        rules,
        requester,
        requesterPerson,
        createdAt,
        expiresAt,
        escalateAt,
        next);
  }

  boolean isEscalated() {
    return state instanceof ApprovalState.Pending pending && pending.escalatedAt() != null;
  }
}
