package io.mnemon.governance.access;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Creation;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Once;
import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Caller.ActFor;
import io.mnemon.tenancy.PrincipalKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes, shows and revokes keys. */
final class Keys {
  private final Directory directory;
  private final KeyStore store;
  private final Guard guard;
  private final KeyScopes scopes;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  Keys(
      Directory directory,
      KeyStore store,
      Guard guard,
      KeyScopes scopes,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.directory = directory;
    this.store = store;
    this.guard = guard;
    this.scopes = scopes;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * What a request wishes.
   *
   * @param scopes none for all that the principal may do
   * @param actFor for an application: the subjects it may act for
   * @param expiresAt null for never
   */
  record Wish(
      PrincipalRef principal,
      List<String> scopes,
      @Nullable ActFor actFor,
      @Nullable Instant expiresAt) {
    Wish {
      scopes = List.copyOf(scopes);
    }
  }

  /**
   * A key with its text, which is shown once.
   *
   * @throws ServiceException ALREADY_EXISTS if the same request was answered before
   */
  KeyText create(Caller caller, Wish wish, @Nullable Once once) {
    Instant now = clock.instant();
    List<String> wanted = scopes.checked(wish.scopes());
    if (wish.expiresAt() != null && !wish.expiresAt().isAfter(now)) {
      throw ServiceException.invalid("expires_at", "has passed: give a time in the future");
    }
    Snapshot snapshot = directory.look(caller, wish.principal());
    KeyRights rights = new KeyRights(caller, snapshot.standing(caller), snapshot);
    Grantee holder =
        snapshot.find(wish.principal()).orElseThrow(() -> unknownPrincipal(wish.principal()));
    requireActive(snapshot, holder);
    Instant expiresAt = wish.expiresAt();
    if (holder.principal().id().equals(caller.principal())) {
      expiresAt = withinOwn(caller, expiresAt);
    } else {
      requireRights(caller, rights, holder);
    }
    requireActFor(caller, rights, holder, wish.actFor());
    ApiKey key =
        new ApiKey(
            ids.get(),
            holder.principal().id(),
            withinOwn(caller, wanted),
            wish.actFor(),
            expiresAt,
            now,
            null);
    KeyText text = KeyText.create(caller.tenant(), key.id());
    requireNew(store.create(Directory.scopeOf(caller), key, text, caller.principal(), once));
    return text;
  }

  /**
   * @param named only keys of this principal; the caller's own, or all for an admin, if null
   */
  Page<ApiKey> list(Caller caller, @Nullable PrincipalRef named, Page.Request wanted) {
    if (named == null) {
      Snapshot snapshot = directory.look(caller);
      boolean all =
          guard.allows(caller, "key.read.all", snapshot.standing(caller).roleOn(caller.tenant()));
      return store.list(
          Directory.scopeOf(caller), all ? null : snapshot.caller(caller).principal().id(), wanted);
    }
    Snapshot snapshot = directory.look(caller, named);
    KeyRights rights = new KeyRights(caller, snapshot.standing(caller), snapshot);
    Grantee holder =
        snapshot
            .find(named)
            .filter(found -> sees(caller, rights, found))
            .orElseThrow(() -> unknownPrincipal(named));
    return store.list(Directory.scopeOf(caller), holder.principal().id(), wanted);
  }

  /** Does nothing if the key is revoked already. */
  void revoke(Caller caller, String id) {
    ApiKey key =
        PrincipalRef.id(id)
            .flatMap(known -> store.find(Directory.scopeOf(caller), known))
            .orElseThrow(() -> ServiceException.notFound("key " + id));
    if (!key.principal().equals(caller.principal())) {
      PrincipalRef owner = new PrincipalRef(key.principal(), key.principal().toString());
      Snapshot snapshot = directory.look(caller, owner);
      KeyRights rights = new KeyRights(caller, snapshot.standing(caller), snapshot);
      Grantee holder =
          snapshot.byId(key.principal()).orElseThrow(() -> ServiceException.notFound("key " + id));
      if (!sees(caller, rights, holder)) {
        throw ServiceException.notFound("key " + id);
      }
      if (rights.isStrongerThanCaller(holder)) {
        throw stronger(holder);
      }
      guard.require(caller, "key.revoke", rights.weakestRoleOver(holder));
    }
    if (key.revokedAt() == null) {
      store.revoke(Directory.scopeOf(caller), key.id(), clock.instant());
    }
  }

  private boolean sees(Caller caller, KeyRights rights, Grantee holder) {
    return holder.principal().id().equals(caller.principal())
        || guard.allows(caller, "key.read.all", rights.weakestRoleOver(holder));
  }

  private void requireRights(Caller caller, KeyRights rights, Grantee holder) {
    guard.require(caller, "key.create", rights.weakestRoleOver(holder));
    if (rights.isStrongerThanCaller(holder)) {
      throw stronger(holder);
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

  /** A key that somebody makes for itself does not outlive the credential that asks for it. */
  private @Nullable Instant withinOwn(Caller caller, @Nullable Instant wanted) {
    Optional<Instant> own =
        Optional.ofNullable(caller.credential())
            .flatMap(credential -> store.find(Directory.scopeOf(caller), credential))
            .flatMap(key -> Optional.ofNullable(key.expiresAt()));
    if (own.isEmpty() || wanted == null) {
      return own.orElse(wanted);
    }
    if (wanted.isAfter(own.get())) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "your credential ends at " + own.get() + ": a key made with it must end by then");
    }
    return wanted;
  }

  private void requireActFor(
      Caller caller, KeyRights rights, Grantee holder, @Nullable ActFor actFor) {
    if (actFor == null) {
      return;
    }
    if (holder.principal().kind() != PrincipalKind.APPLICATION) {
      throw ServiceException.invalid(
          "act_for",
          "is for applications only: leave it out for " + holder.principal().kind().word());
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
      guard.require(caller, "key.create", rights.standing().roleOn(actFor.unit()));
    }
  }

  private static void requireActive(Snapshot snapshot, Grantee holder) {
    if (!snapshot.isActive(holder)) {
      throw new ServiceException(
          ErrorCode.FAILED_PRECONDITION,
          holder.principal().name()
              + " has been deactivated, or the user on whose behalf it acts: a key would be good"
              + " for nothing");
    }
  }

  private static void requireNew(Creation creation) {
    switch (creation) {
      case Creation.Created() -> {}
      case Creation.UsedForOther() -> throw Once.usedForOther();
      case Creation.Repeated(UUID before) ->
          throw new ServiceException(
              ErrorCode.ALREADY_EXISTS,
              "this request has made the key "
                  + before
                  + " already, and its text was shown then: revoke it and make another with a new"
                  + " Idempotency-Key if it was lost");
      case Creation.NameTaken(), Creation.LimitReached() ->
          throw new IllegalStateException("keys have neither names nor a limit");
    }
  }

  private static ServiceException unknownPrincipal(PrincipalRef named) {
    return ServiceException.notFound("principal " + named.name());
  }

  private static ServiceException stronger(Grantee holder) {
    return new ServiceException(
        ErrorCode.PERMISSION_DENIED,
        holder.principal().name() + " may do more than you: ask somebody who may as much");
  }
}
