package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.authorization.CustomRole;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Role;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Grants roles and takes them back, and returns when that holds everywhere. Nobody grants, changes
 * or takes back more than they hold, nor grants for longer than they hold it.
 */
final class Members {
  private final Directory directory;
  private final TenantStore store;
  private final Guard guard;
  private final Grants grants;
  private final Settled settled;
  private final InstantSource clock;

  Members(
      Directory directory,
      TenantStore store,
      Guard guard,
      Grants grants,
      Settled settled,
      InstantSource clock) {
    this.directory = directory;
    this.store = store;
    this.guard = guard;
    this.grants = grants;
    this.settled = settled;
    this.clock = clock;
  }

  /**
   * @param unit a unit's id, or the tenant's
   * @param named a principal, by id or name
   * @param roleName a built-in role or one of the tenant's own
   */
  Membership put(
      Caller caller,
      String unit,
      PrincipalRef named,
      String roleName,
      @Nullable Instant expiresAt) {
    if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
      throw ServiceException.invalid("expires_at", "has passed: give a time in the future");
    }
    Membership membership = AtOneEpoch.keep(() -> putNow(caller, unit, named, roleName, expiresAt));
    settled.await(Directory.scopeOf(caller));
    return membership;
  }

  private Membership putNow(
      Caller caller,
      String unit,
      PrincipalRef named,
      String roleName,
      @Nullable Instant expiresAt) {
    Grants.Grant grant = grants.named(caller, roleName);
    Role role = grant.role();
    Snapshot snapshot = directory.look(caller, named);
    UUID on = visible(caller, snapshot, unit);
    if (role == Role.TENANT_ADMIN && !on.equals(caller.tenant())) {
      throw ServiceException.invalid(
          "role", "tenant_admin is a role on the whole tenant: put it on " + caller.tenant());
    }
    Role granter = requiredToPut(caller, snapshot, on);
    UUID principal = principal(snapshot, named);
    new Granter(caller, snapshot, on, grants).require(grant, expiresAt, principal);
    requireNoMore(caller, snapshot, named, on);
    CustomRole custom = grant.custom();
    Membership membership =
        new Membership(
            principal,
            on,
            role,
            custom == null ? null : new Membership.OwnRole(custom.id(), custom.name()),
            expiresAt,
            granter == Role.TENANT_ADMIN,
            "");
    require(
        store.putMember(Directory.scopeOf(caller), membership, granter, snapshot.epoch()), named);
    return membership;
  }

  void remove(Caller caller, String unit, PrincipalRef named) {
    require(AtOneEpoch.keep(() -> removeNow(caller, unit, named)), named);
    settled.await(Directory.scopeOf(caller));
  }

  private MemberChange removeNow(Caller caller, String unit, PrincipalRef named) {
    Snapshot snapshot = directory.look(caller, named);
    UUID on = visible(caller, snapshot, unit);
    Role granter = required(caller, "member.remove", snapshot, on);
    UUID principal = principal(snapshot, named);
    requireNoMore(caller, snapshot, named, on);
    return store.removeMember(Directory.scopeOf(caller), principal, on, granter, snapshot.epoch());
  }

  /** Everybody with a role on exactly this unit for its admins; for others only themselves. */
  Page<Membership> list(Caller caller, String unit, Page.Request wanted) {
    Snapshot snapshot = directory.look(caller);
    UUID on = visible(caller, snapshot, unit);
    if (guard.allows(caller, "member.read.all", snapshot.standing(caller), on)) {
      return store.members(Directory.scopeOf(caller), on, wanted);
    }
    // By hand and by a group of the directory: the strongest counts.
    Optional<Membership> own =
        snapshot.caller(caller).memberships().stream()
            .filter(membership -> membership.unit().equals(on) && wanted.after() == null)
            .max(
                Comparator.comparing((Membership m) -> m.holdsAt(snapshot.at()))
                    .thenComparing(Membership::role));
    return new Page<>(own.stream().toList(), null);
  }

  /** Nobody changes or takes back a role of the tenant's own that allows more than they may. */
  private void requireNoMore(Caller caller, Snapshot snapshot, PrincipalRef named, UUID on) {
    snapshot.find(named).map(grantee -> grantee.membershipsAt(snapshot.at())).stream()
        .flatMap(List::stream)
        .filter(held -> held.unit().equals(on))
        .forEach(
            held ->
                refuseBeyond(
                    grants.beyond(caller, snapshot.standing(caller), on, held.own()),
                    "the principal may do more there than you, who"));
  }

  private static void refuseBeyond(Optional<String> action, String who) {
    action.ifPresent(
        beyond -> {
          throw new ServiceException(
              ErrorCode.PERMISSION_DENIED,
              "nobody grants more than they hold: " + who + " may not " + beyond + " there");
        });
  }

  /** Who lacks the role is told what to do instead; whom a policy forbids it, which one does. */
  private Role requiredToPut(Caller caller, Snapshot snapshot, UUID on) {
    Standing standing = snapshot.standing(caller);
    boolean isAdmin = standing.roleOn(on).filter(role -> role.isAtLeast(Role.ADMIN)).isPresent();
    if (!isAdmin && !guard.allows(caller, "member.put", standing, on)) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "member.put needs the role admin there: ask for approval instead (POST /v1/approvals with"
              + " the kind role)");
    }
    return required(caller, "member.put", snapshot, on);
  }

  private Role required(Caller caller, String action, Snapshot snapshot, UUID on) {
    Standing standing = snapshot.standing(caller);
    guard.require(caller, action, standing, on);
    return standing.roleOn(on).orElse(Role.VIEWER);
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

  /** The audit keeps for ever why something was refused: names of persons have no place there. */
  private static void require(MemberChange change, PrincipalRef named) {
    switch (change) {
      case MemberChange.Done() -> {}
      case MemberChange.Stronger(Role held) ->
          throw new ServiceException(
              ErrorCode.PERMISSION_DENIED,
              "the principal is "
                  + held.word()
                  + " there, which is more than you are: ask somebody who is that too");
      case MemberChange.LastAdmin() ->
          throw new ServiceException(
              ErrorCode.FAILED_PRECONDITION,
              "the principal is the tenant's last tenant_admin without an end: make another one"
                  + " first");
      case MemberChange.ByGroup() ->
          throw new ServiceException(
              ErrorCode.FAILED_PRECONDITION,
              "the principal has that role through a group of the company's directory: take them"
                  + " out of the group, or change what it is mapped to");
      case MemberChange.NoSuchMember() ->
          throw ServiceException.notFound("a role of " + named.name() + " on exactly this unit");
    }
  }
}
