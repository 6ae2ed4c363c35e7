package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Role;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Grants roles and takes them back. Nobody grants, changes or takes back more than they hold. */
final class Members {
  private final Directory directory;
  private final TenantStore store;
  private final Guard guard;
  private final InstantSource clock;

  Members(Directory directory, TenantStore store, Guard guard, InstantSource clock) {
    this.directory = directory;
    this.store = store;
    this.guard = guard;
    this.clock = clock;
  }

  /**
   * @param unit a unit's id, or the tenant's
   * @param named a principal, by id or name
   */
  Membership put(
      Caller caller, String unit, PrincipalRef named, Role role, @Nullable Instant expiresAt) {
    if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
      throw ServiceException.invalid("expires_at", "has passed: give a time in the future");
    }
    Snapshot snapshot = directory.look(caller, named);
    UUID on = visible(caller, snapshot, unit);
    if (role == Role.TENANT_ADMIN && !on.equals(caller.tenant())) {
      throw ServiceException.invalid(
          "role", "tenant_admin is a role on the whole tenant: put it on " + caller.tenant());
    }
    Optional<Role> standing = snapshot.standing(caller).roleOn(on);
    if (!guard.allows(caller, "member.put", standing)) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "member.put needs the role admin there: ask for approval instead (POST /v1/approvals with"
              + " the kind role)");
    }
    Role granter = standing.orElse(Role.VIEWER);
    if (!granter.isAtLeast(role)) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "nobody grants more than they hold: you are " + granter.word() + " there");
    }
    Membership membership =
        new Membership(
            principal(snapshot, named), on, role, expiresAt, granter == Role.TENANT_ADMIN);
    require(store.putMember(Directory.scopeOf(caller), membership, granter), named);
    return membership;
  }

  void remove(Caller caller, String unit, PrincipalRef named) {
    Snapshot snapshot = directory.look(caller, named);
    UUID on = visible(caller, snapshot, unit);
    Role granter = required(caller, "member.remove", snapshot, on);
    UUID principal = principal(snapshot, named);
    require(store.removeMember(Directory.scopeOf(caller), principal, on, granter), named);
  }

  /** Everybody with a role on exactly this unit for its admins; for others only themselves. */
  Page<Membership> list(Caller caller, String unit, Page.Request wanted) {
    Snapshot snapshot = directory.look(caller);
    UUID on = visible(caller, snapshot, unit);
    if (guard.allows(caller, "member.read.all", snapshot.standing(caller).roleOn(on))) {
      return store.members(Directory.scopeOf(caller), on, wanted);
    }
    List<Membership> own =
        snapshot.caller(caller).memberships().stream()
            .filter(membership -> membership.unit().equals(on) && wanted.after() == null)
            .toList();
    return new Page<>(own, null);
  }

  private Role required(Caller caller, String action, Snapshot snapshot, UUID on) {
    Optional<Role> role = snapshot.standing(caller).roleOn(on);
    guard.require(caller, action, role);
    return role.orElse(Role.VIEWER);
  }

  private static UUID visible(Caller caller, Snapshot snapshot, String unit) {
    return PrincipalRef.id(unit)
        .filter(snapshot.standing(caller)::sees)
        .orElseThrow(() -> ServiceException.notFound("unit " + unit));
  }

  private static UUID principal(Snapshot snapshot, PrincipalRef named) {
    return snapshot
        .find(named)
        .map(grantee -> grantee.principal().id())
        .orElseThrow(() -> ServiceException.notFound("principal " + named.name()));
  }

  private static void require(MemberChange change, PrincipalRef named) {
    switch (change) {
      case MemberChange.Done() -> {}
      case MemberChange.Stronger(Role held) ->
          throw new ServiceException(
              ErrorCode.PERMISSION_DENIED,
              named.name()
                  + " is "
                  + held.word()
                  + " there, which is more than you are: ask somebody who is that too");
      case MemberChange.LastAdmin() ->
          throw new ServiceException(
              ErrorCode.FAILED_PRECONDITION,
              named.name()
                  + " is the tenant's last tenant_admin without an end: make another one first");
      case MemberChange.NoSuchMember() ->
          throw ServiceException.notFound("a role of " + named.name() + " on exactly this unit");
    }
  }
}
