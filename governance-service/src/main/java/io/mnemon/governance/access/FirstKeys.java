package io.mnemon.governance.access;

import io.mnemon.tenancy.Caller.ActFor;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** The keys of what a new platform begins with. */
public final class FirstKeys {
  /** Who is given a key at the first start. */
  public enum Holder {
    /** Whose key has no limits. */
    ADMIN,
    /** Whose key is for memories of all of the tenant's subjects. */
    APPLICATION
  }

  private static final List<String> APPLICATION_SCOPES = List.of("memory.*", "unit.read");

  private final KeyStore keys;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  FirstKeys(KeyStore keys, Supplier<UUID> ids, InstantSource clock) {
    this.keys = keys;
    this.ids = ids;
    this.clock = clock;
  }

  /** Whether the text is a key of the principal that is still good. */
  public boolean isGood(String text, UUID tenant, UUID principal) {
    return KeyText.parse(text)
        .filter(shown -> shown.tenant().equals(tenant))
        .flatMap(shown -> keys.credential(scope(tenant), shown))
        .map(Credential::key)
        .filter(key -> key.principal().equals(principal) && key.isValidAt(clock.instant()))
        .isPresent();
  }

  /** Whether the principal has a key that is good, whoever made it and wherever its text is. */
  public boolean isThere(UUID tenant, UUID principal) {
    return keys.hasGood(scope(tenant), principal, clock.instant());
  }

  /** The text of a key of the tenant, which opens nothing until it is given to somebody. */
  public String text(UUID tenant) {
    return KeyText.create(tenant, ids.get()).text();
  }

  /** Gives the principal the key unless it has a good one; answers whether it was given. */
  public boolean give(Holder holder, UUID tenant, UUID principal, String text) {
    KeyText key = parsed(text);
    return keys.createBootstrapKey(scope(tenant), fresh(key, holder, tenant, principal), key);
  }

  /** Gives the principal the key, in place of those that earlier starts gave, which are revoked. */
  public void replace(Holder holder, UUID tenant, UUID principal, String text) {
    KeyText key = parsed(text);
    keys.replaceBootstrapKey(scope(tenant), fresh(key, holder, tenant, principal), key);
  }

  private static KeyText parsed(String text) {
    return KeyText.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("this is no text of a key"));
  }

  private ApiKey fresh(KeyText key, Holder holder, UUID tenant, UUID principal) {
    Instant now = clock.instant();
    return switch (holder) {
      case ADMIN -> ApiKey.fresh(key.id(), principal, List.of(), null, null, now);
      case APPLICATION ->
          ApiKey.fresh(key.id(), principal, APPLICATION_SCOPES, new ActFor(tenant, ""), null, now);
    };
  }

  private static TenantScope scope(UUID tenant) {
    return TenantScope.of(tenant, Set.of());
  }
}
