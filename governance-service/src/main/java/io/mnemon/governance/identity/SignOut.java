package io.mnemon.governance.identity;

import io.mnemon.api.ServiceException;
import io.mnemon.governance.access.KeyRights;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.Grants;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.tenancy.Caller;
import java.time.Instant;
import java.time.InstantSource;

/** Signs principals out: what was issued before is refused from when this returns. */
final class SignOut {
  private final Directory directory;
  private final IdentityStore identities;
  private final TokenRules rules;
  private final Guard guard;
  private final Grants grants;
  private final Settled settled;
  private final InstantSource clock;

  SignOut(
      Directory directory,
      IdentityStore identities,
      TokenRules rules,
      Guard guard,
      Grants grants,
      Settled settled,
      InstantSource clock) {
    this.directory = directory;
    this.identities = identities;
    this.rules = rules;
    this.guard = guard;
    this.grants = grants;
    this.settled = settled;
    this.clock = clock;
  }

  void signOut(Caller caller, PrincipalRef named) {
    Snapshot snapshot = directory.look(caller, named);
    Grantee principal =
        snapshot
            .find(named)
            .filter(found -> mayKnow(caller, snapshot, found))
            .orElseThrow(() -> ServiceException.notFound("principal " + named.name()));
    if (!principal.principal().id().equals(caller.principal())) {
      KeyRights rights = new KeyRights(caller, snapshot.standing(caller), snapshot, grants);
      rights.require(guard, "principal.sign_out", principal);
    }
    Instant now = clock.instant();
    identities.signOut(
        Directory.scopeOf(caller),
        principal.principal().id(),
        now,
        now.plus(rules.maxLifetime()).plus(rules.leeway().multipliedBy(2)));
    settled.await(Directory.scopeOf(caller));
  }

  private boolean mayKnow(Caller caller, Snapshot snapshot, Grantee found) {
    return found.principal().id().equals(caller.principal())
        || guard.allowsSomewhere(caller, "principal.read.all", snapshot.standing(caller));
  }
}
