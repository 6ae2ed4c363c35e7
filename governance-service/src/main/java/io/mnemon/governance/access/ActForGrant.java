package io.mnemon.governance.access;

import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.governance.tenant.UnitTree;
import io.mnemon.tenancy.Caller.ActFor;
import io.mnemon.tenancy.PrincipalKind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The subjects of one {@code act_for} grant, among the principals of a snapshot: those that were
 * created through such a grant, and the members of its unit, as far as a tenant admin has made them
 * members. Whoever administers a team makes anybody a member of it, and must not act for them by
 * it.
 */
record ActForGrant(ActFor actFor, Snapshot snapshot) {

  /** Whether the grant covers a user or agent that exists. */
  boolean covers(Grantee subject) {
    PrincipalKind kind = subject.principal().kind();
    return (kind == PrincipalKind.USER || kind == PrincipalKind.AGENT)
        && subject.principal().name().startsWith(actFor.subjectPrefix())
        && (isWholeTenant() || belongs(subject));
  }

  /** Whether a subject of this name, which does not exist yet, would be covered. */
  boolean coversNew(String name) {
    return name.startsWith(actFor.subjectPrefix())
        && (isWholeTenant() || tree().unit(actFor.unit()).isPresent());
  }

  /** The home of a subject that is created through this grant; none if it is for all the tenant. */
  @Nullable UUID home() {
    return isWholeTenant() ? null : actFor.unit();
  }

  /** Whether everything that another grant covers is covered by this one. */
  boolean includes(ActFor other) {
    return other.subjectPrefix().startsWith(actFor.subjectPrefix())
        && tree().isWithin(other.unit(), actFor.unit());
  }

  private boolean belongs(Grantee subject) {
    UUID home = subject.principal().homeUnit();
    return (home != null && tree().isWithin(home, actFor.unit()))
        || subject.membershipsAt(snapshot.at()).stream()
            .anyMatch(
                membership ->
                    membership.byTenantAdmin()
                        && tree().isWithin(membership.unit(), actFor.unit()));
  }

  private boolean isWholeTenant() {
    return actFor.unit().equals(tree().tenant());
  }

  private UnitTree tree() {
    return snapshot.tree();
  }
}
