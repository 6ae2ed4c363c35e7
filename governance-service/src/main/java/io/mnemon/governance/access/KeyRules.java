package io.mnemon.governance.access;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.Grants;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Caller.ActFor;
import io.mnemon.tenancy.PrincipalKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a caller may wish of a key. It is never more than the caller has. */
final class KeyRules {
  private final Directory directory;
  private final Guard guard;
  private final Grants grants;
  private final KeyScopes scopes;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  KeyRules(
      Directory directory,
      Guard guard,
      Grants grants,
      KeyScopes scopes,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.directory = directory;
    this.guard = guard;
    this.grants = grants;
    this.scopes = scopes;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * A key that may be made.
   *
   * @param epoch the tenant's authorization epoch at which that was judged
   */
  record Allowed(ApiKey key, long epoch) {}

  /**
   * The key that may be made.
   *
   * @param action the action for which the caller must have the right where it is neither its own
   *     key nor its agent's
   * @throws ServiceException if the caller may not have it
   */
  Allowed allowed(Caller caller, String action, Keys.Wish wish) {
    Instant now = clock.instant();
    List<String> wanted = scopes.checked(wish.scopes());
    if (wish.expiresAt() != null && !wish.expiresAt().isAfter(now)) {
      throw ServiceException.invalid("expires_at", "has passed: give a time in the future");
    }
    Snapshot snapshot = directory.look(caller, wish.principal());
    KeyRights rights = new KeyRights(caller, snapshot.standing(caller), snapshot, grants);
    Grantee holder =
        snapshot.find(wish.principal()).orElseThrow(() -> unknownPrincipal(wish.principal()));
    requireActive(snapshot, holder);
    boolean own = rights.isOwn(holder);
    if (!own) {
      requireRights(caller, action, rights, holder);
    }
    requireActFor(caller, action, rights, holder, wish.actFor());
    Instant expiresAt = own ? withinOwn(caller, wish.expiresAt()) : wish.expiresAt();
    if (!own && !rights.lastUntil(expiresAt, guard, action, holder, wish.actFor())) {
      throw shorter();
    }
    ApiKey key =
        ApiKey.fresh(
            ids.get(),
            holder.principal().id(),
            withinOwn(caller, wanted),
            wish.actFor(),
            expiresAt,
            now);
    return new Allowed(key, snapshot.epoch());
  }

  private void requireRights(Caller caller, String action, KeyRights rights, Grantee holder) {
    rights.require(guard, action, holder);
    if (rights.isStrongerThanCaller(holder)) {
      throw stronger();
    }
    if (!rights.isWithinGrant(holder)) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "an application makes keys only for itself and for those it acts for");
    }
  }

  /** A key is never wider than the credential that asks for it. */
  private static List<String> withinOwn(Caller caller, List<String> wanted) {
    if (wanted.isEmpty()) {
      return caller.scopes();
    }
    for (String scope : wanted) {
      if (!KeyScopes.include(caller.scopes(), scope)) {
        throw new ServiceException(
            ErrorCode.PERMISSION_DENIED,
            "your credential is limited to "
                + String.join(", ", caller.scopes())
                + ": a key made with it cannot be good for "
                + scope);
      }
    }
    return wanted;
  }

  /**
   * A key that somebody makes for itself or its agent does not outlive the credential that asks for
   * it.
   */
  private static @Nullable Instant withinOwn(Caller caller, @Nullable Instant wanted) {
    Instant own = caller.expiresAt();
    if (own == null || wanted == null) {
      return own == null ? wanted : own;
    }
    if (wanted.isAfter(own)) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "your credential ends at " + own + ": a key made with it must end by then");
    }
    return wanted;
  }

  private void requireActFor(
      Caller caller, String action, KeyRights rights, Grantee holder, @Nullable ActFor actFor) {
    if (actFor == null) {
      return;
    }
    if (holder.principal().kind() != PrincipalKind.APPLICATION) {
      throw ServiceException.invalid(
          "act_for",
          "is for applications only: leave it out for " + holder.principal().kind().word());
    }
    if (holder.principal().id().equals(caller.principal()) && actFor.equals(caller.actFor())) {
      return;
    }
    if (!rights.standing().sees(actFor.unit())) {
      throw ServiceException.notFound("unit " + actFor.unit());
    }
    if (caller.kind() == PrincipalKind.APPLICATION
        && (caller.actFor() == null
            || !new ActForGrant(caller.actFor(), rights.snapshot()).includes(actFor))) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "an application makes keys only for subjects that it acts for itself");
    }
    if (!holder.principal().id().equals(caller.principal())) {
      guard.require(caller, action, rights.standing(), actFor.unit());
    }
  }

  private static void requireActive(Snapshot snapshot, Grantee holder) {
    if (!snapshot.isActive(holder)) {
      throw new ServiceException(
          ErrorCode.FAILED_PRECONDITION,
          "the principal has been deactivated, or the user on whose behalf it acts: a key would be"
              + " good for nothing");
    }
  }

  static ServiceException unknownPrincipal(PrincipalRef named) {
    return ServiceException.notFound("principal " + named.name());
  }

  private static ServiceException shorter() {
    return new ServiceException(
        ErrorCode.PERMISSION_DENIED,
        "nobody makes a key for longer than they may: give an expires_at before your right to it"
            + " ends, or ask somebody who holds it without an end");
  }

  /** The audit keeps for ever why something was refused: names of persons have no place there. */
  static ServiceException stronger() {
    return new ServiceException(
        ErrorCode.PERMISSION_DENIED,
        "the principal may do more than you, or the user on whose behalf it acts: ask somebody who"
            + " may as much");
  }
}
