package io.mnemon.governance.access;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.AtOneEpoch;
import io.mnemon.governance.tenant.Creation;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.Grants;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Once;
import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Caller.ActFor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes, shows, replaces and revokes keys. */
final class Keys {
  private final Directory directory;
  private final KeyStore store;
  private final KeyRules rules;
  private final KeyLimits limits;
  private final Guard guard;
  private final Grants grants;
  private final Settled settled;
  private final InstantSource clock;

  Keys(
      Directory directory,
      KeyStore store,
      KeyRules rules,
      KeyLimits limits,
      Guard guard,
      Grants grants,
      Settled settled,
      InstantSource clock) {
    this.directory = directory;
    this.store = store;
    this.rules = rules;
    this.limits = limits;
    this.guard = guard;
    this.grants = grants;
    this.settled = settled;
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
    return AtOneEpoch.keep(() -> createNow(caller, wish, once));
  }

  private KeyText createNow(Caller caller, Wish wish, @Nullable Once once) {
    KeyRules.Allowed allowed = rules.allowed(caller, "key.create", wish);
    ApiKey key = allowed.key();
    KeyText text = KeyText.create(caller.tenant(), key.id());
    requireNew(
        store.create(
            Directory.scopeOf(caller), key, text, caller.principal(), once, allowed.epoch()));
    return text;
  }

  /**
   * A key with the rights of another, which ends after the overlap. When there is none it is good
   * for nothing any more when this returns.
   *
   * @param expiresAt when the new key ends; as the old one did if null
   * @throws ServiceException ALREADY_EXISTS if the same request was answered before
   */
  KeyText rotate(
      Caller caller,
      String id,
      Duration overlap,
      @Nullable Instant expiresAt,
      @Nullable Once once) {
    if (overlap.compareTo(limits.maxOverlap()) > 0) {
      throw ServiceException.invalid(
          "overlap", "is too long: give at most " + limits.maxOverlap().toHours() + "h");
    }
    KeyText text = AtOneEpoch.keep(() -> rotateNow(caller, id, overlap, expiresAt, once));
    if (overlap.isZero()) {
      settled.await(Directory.scopeOf(caller));
    }
    return text;
  }

  private KeyText rotateNow(
      Caller caller,
      String id,
      Duration overlap,
      @Nullable Instant expiresAt,
      @Nullable Once once) {
    ApiKey old = required(caller, id, "key.rotate").key();
    Instant now = clock.instant();
    if (!old.isValidAt(now) || (old.replacedBy() != null && once == null)) {
      throw ended(old);
    }
    Wish same =
        new Wish(
            new PrincipalRef(old.principal(), old.principal().toString()),
            old.scopes(),
            old.actFor(),
            expiresAt == null ? old.expiresAt() : expiresAt);
    KeyRules.Allowed allowed = rules.allowed(caller, "key.rotate", same);
    ApiKey key = allowed.key();
    if (!key.scopes().equals(old.scopes())) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "the key may do more than your credential: ask with one that is not limited to "
              + String.join(", ", caller.scopes()));
    }
    KeyText text = KeyText.create(caller.tenant(), key.id());
    Creation made =
        store.replace(
            Directory.scopeOf(caller),
            new Replacement(old.id(), now.plus(overlap)),
            key,
            text,
            caller.principal(),
            once,
            allowed.epoch());
    if (made instanceof Creation.NameTaken) {
      throw ended(old);
    }
    requireNew(made);
    return text;
  }

  /**
   * @param named only keys of this principal; the caller's own, or all for an admin, if null
   */
  Page<ApiKey> list(Caller caller, @Nullable PrincipalRef named, Page.Request wanted) {
    if (named == null) {
      Snapshot snapshot = directory.look(caller);
      boolean all =
          guard.allows(caller, "key.read.all", snapshot.standing(caller), caller.tenant());
      return store.list(
          Directory.scopeOf(caller), all ? null : snapshot.caller(caller).principal().id(), wanted);
    }
    Snapshot snapshot = directory.look(caller, named);
    KeyRights rights = new KeyRights(caller, snapshot.standing(caller), snapshot, grants);
    Grantee holder =
        snapshot
            .find(named)
            .filter(found -> sees(caller, rights, found))
            .orElseThrow(() -> KeyRules.unknownPrincipal(named));
    return store.list(Directory.scopeOf(caller), holder.principal().id(), wanted);
  }

  /** When it returns the key is good for nothing; does nothing if that was so before. */
  void revoke(Caller caller, String id) {
    UUID unused = AtOneEpoch.keep(() -> revokeNow(caller, id));
    settled.await(Directory.scopeOf(caller));
  }

  private UUID revokeNow(Caller caller, String id) {
    Found found = required(caller, id, "key.revoke");
    ApiKey key = found.key();
    if (key.revokedAt() == null) {
      store.revoke(Directory.scopeOf(caller), key.id(), clock.instant(), found.epoch());
    }
    return key.id();
  }

  /**
   * A key on which its caller has a right.
   *
   * @param epoch the tenant's authorization epoch at which that was judged
   */
  private record Found(ApiKey key, long epoch) {}

  /** A key of the caller or of its agents, or one on which it has a right. */
  private Found required(Caller caller, String id, String action) {
    ApiKey key =
        PrincipalRef.id(id)
            .flatMap(known -> store.find(Directory.scopeOf(caller), known))
            .orElseThrow(() -> ServiceException.notFound("key " + id));
    PrincipalRef owner = new PrincipalRef(key.principal(), key.principal().toString());
    Snapshot snapshot = directory.look(caller, owner);
    Found found = new Found(key, snapshot.epoch());
    if (key.principal().equals(caller.principal())) {
      return found;
    }
    KeyRights rights = new KeyRights(caller, snapshot.standing(caller), snapshot, grants);
    Grantee holder =
        snapshot.byId(key.principal()).orElseThrow(() -> ServiceException.notFound("key " + id));
    if (rights.isOwn(holder)) {
      return found;
    }
    if (!sees(caller, rights, holder)) {
      throw ServiceException.notFound("key " + id);
    }
    if (rights.isStrongerThanCaller(holder)) {
      throw KeyRules.stronger();
    }
    rights.require(guard, action, holder);
    return found;
  }

  private boolean sees(Caller caller, KeyRights rights, Grantee holder) {
    return rights.isOwn(holder)
        || rights.anchors(holder).stream()
            .allMatch(anchor -> guard.allows(caller, "key.read.all", rights.standing(), anchor));
  }

  private void requireNew(Creation creation) {
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
      case Creation.LimitReached() ->
          throw new ServiceException(
              ErrorCode.RESOURCE_EXHAUSTED,
              "the principal has "
                  + limits.maxPerPrincipal()
                  + " good keys already, which is the limit: revoke those that nobody uses, GET"
                  + " /v1/keys shows when each was used last");
      case Creation.NameTaken() -> throw new IllegalStateException("keys have no names");
    }
  }

  private static ServiceException ended(ApiKey key) {
    return new ServiceException(
        ErrorCode.FAILED_PRECONDITION,
        key.replacedBy() == null
            ? "the key was revoked or replaced, or has expired: make a new one"
            : "the key was replaced by " + key.replacedBy() + " already: rotate that one");
  }
}
