package io.mnemon.governance.access;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells who holds a key or shows a token. For a key one round trip to the store. */
final class Authentication {
  private final KeyStore keys;
  private final TokenSignIn tokens;
  private final LastUses uses;
  private final Guard guard;
  private final InstantSource clock;

  Authentication(
      KeyStore keys, TokenSignIn tokens, LastUses uses, Guard guard, InstantSource clock) {
    this.keys = keys;
    this.tokens = tokens;
    this.uses = uses;
    this.guard = guard;
    this.clock = clock;
  }

  /**
   * @throws ServiceException PERMISSION_DENIED if it is not a service that asks, UNAUTHENTICATED if
   *     the key or token is unknown, expired or revoked
   */
  Caller authenticate(Caller asking, String text) {
    guard.require(asking, "access.authenticate", Optional.empty());
    Instant now = clock.instant();
    return tokens
        .caller(text)
        .or(() -> KeyText.parse(text).flatMap(shown -> holder(shown, now)))
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.UNAUTHENTICATED,
                    "the API key is unknown, expired or revoked: ask an administrator for a new"
                        + " one"));
  }

  private Optional<Caller> holder(KeyText shown, Instant now) {
    return keys.credential(TenantScope.of(shown.tenant(), Set.of()), shown)
        .filter(credential -> credential.key().isValidAt(now))
        .map(
            credential -> {
              uses.used(shown.tenant(), shown.id(), now);
              return caller(shown.tenant(), credential, now);
            });
  }

  private static Caller caller(UUID tenant, Credential credential, Instant now) {
    ApiKey key = credential.key();
    return new Caller(
        tenant,
        key.principal(),
        credential.kind(),
        credential.name(),
        credential.onBehalfOf(),
        credential.memberships().stream()
            .filter(membership -> membership.holdsAt(now))
            .map(membership -> new Caller.RoleGrant(membership.unit(), membership.role()))
            .toList(),
        key.scopes(),
        key.actFor(),
        credential.platformAdmin(),
        credential.epoch(),
        key.id(),
        key.expiresAt(),
        delegation(key.principal(), credential.name(), credential.onBehalfOf()));
  }

  private static List<Caller.Delegate> delegation(
      UUID principal, String name, @Nullable UUID onBehalfOf) {
    return onBehalfOf == null
        ? List.of()
        : List.of(new Caller.Delegate(principal, name), new Caller.Delegate(onBehalfOf, ""));
  }
}
