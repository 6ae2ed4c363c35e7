package io.mnemon.governance.access;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells who holds a key. One round trip to the store. */
final class Authentication {
  private final KeyStore keys;
  private final Guard guard;
  private final InstantSource clock;

  Authentication(KeyStore keys, Guard guard, InstantSource clock) {
    this.keys = keys;
    this.guard = guard;
    this.clock = clock;
  }

  /**
   * @param expiresAt when the credential ends; null if it does not
   * @param cell where the tenant lives
   */
  record Authenticated(Caller caller, @Nullable Instant expiresAt, String cell) {}

  /**
   * @throws ServiceException PERMISSION_DENIED if it is not a service that asks, UNAUTHENTICATED if
   *     the key is unknown, expired or revoked
   */
  Authenticated authenticate(Caller asking, String text) {
    guard.require(asking, "access.authenticate", Optional.empty());
    Instant now = clock.instant();
    return KeyText.parse(text)
        .flatMap(shown -> caller(shown, now))
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.UNAUTHENTICATED,
                    "the API key is unknown, expired or revoked: ask an administrator for a new"
                        + " one"));
  }

  private Optional<Authenticated> caller(KeyText shown, Instant now) {
    return keys.credential(TenantScope.of(shown.tenant(), Set.of()), shown)
        .filter(credential -> credential.key().isValidAt(now))
        .map(credential -> authenticated(shown, credential, now));
  }

  private static Authenticated authenticated(KeyText shown, Credential credential, Instant now) {
    ApiKey key = credential.key();
    Caller caller =
        new Caller(
            shown.tenant(),
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
            key.id());
    return new Authenticated(caller, key.expiresAt(), credential.cell());
  }
}
