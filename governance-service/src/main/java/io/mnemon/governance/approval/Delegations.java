package io.mnemon.governance.approval;

import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.AtOneEpoch;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Principal;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PrincipalKind;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Lets people decide in the place of others for a time. */
final class Delegations {
  private final Directory directory;
  private final ApprovalStore store;
  private final Guard guard;
  private final ApprovalLimits limits;
  private final InstantSource clock;

  Delegations(
      Directory directory,
      ApprovalStore store,
      Guard guard,
      ApprovalLimits limits,
      InstantSource clock) {
    this.directory = directory;
    this.store = store;
    this.guard = guard;
    this.limits = limits;
    this.clock = clock;
  }

  Delegation put(Caller caller, PrincipalRef to, @Nullable Instant until) {
    return AtOneEpoch.keep(() -> putNow(caller, to, until));
  }

  private Delegation putNow(Caller caller, PrincipalRef to, @Nullable Instant until) {
    Snapshot snapshot = required(caller, to);
    Principal deputy = deputy(snapshot, to);
    Instant now = clock.instant();
    if (until == null || !until.isAfter(now) || until.isAfter(now.plus(limits.maxDelegation()))) {
      throw ServiceException.invalid(
          "until", "give a time in the next " + limits.maxDelegation().toDays() + " days");
    }
    if (caller.kind() != PrincipalKind.USER
        || deputy.kind() != PrincipalKind.USER
        || deputy.id().equals(caller.principal())) {
      throw ServiceException.invalid("to", "only a user stands in, and only for another user");
    }
    Delegation delegation = new Delegation(caller.principal(), deputy.id(), until);
    store.put(Directory.scopeOf(caller), delegation, snapshot.epoch());
    return delegation;
  }

  void remove(Caller caller, PrincipalRef to) {
    if (!AtOneEpoch.keep(() -> removeNow(caller, to))) {
      throw ServiceException.notFound("delegation to " + to.name());
    }
  }

  private boolean removeNow(Caller caller, PrincipalRef to) {
    Snapshot snapshot = required(caller, to);
    return store.removeDelegation(
        Directory.scopeOf(caller), caller.principal(), deputy(snapshot, to).id(), snapshot.epoch());
  }

  private Snapshot required(Caller caller, PrincipalRef to) {
    Snapshot snapshot = directory.look(caller, to);
    guard.require(caller, "approval.delegate", snapshot.standing(caller), caller.tenant());
    return snapshot;
  }

  private static Principal deputy(Snapshot snapshot, PrincipalRef to) {
    return snapshot
        .find(to)
        .map(Grantee::principal)
        .orElseThrow(() -> ServiceException.notFound("principal " + to.name()));
  }
}
