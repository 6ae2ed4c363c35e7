package io.mnemon.governance.access;

import io.mnemon.tenancy.Caller.ActFor;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The keys of what a new platform begins with. */
public final class FirstKeys {
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

  /** A new key of the administrator, without limits; earlier ones of this kind are revoked. */
  public String replaceForAdmin(UUID tenant, UUID admin) {
    return replace(tenant, admin, List.of(), null);
  }

  /**
   * A new key of the application, for memories of all of the tenant's subjects; earlier ones of
   * this kind are revoked.
   */
  public String replaceForApplication(UUID tenant, UUID application) {
    return replace(tenant, application, APPLICATION_SCOPES, new ActFor(tenant, ""));
  }

  private String replace(
      UUID tenant, UUID principal, List<String> scopes, @Nullable ActFor actFor) {
    Instant now = clock.instant();
    KeyText text = KeyText.create(tenant, ids.get());
    keys.replaceBootstrapKey(
        scope(tenant), ApiKey.fresh(text.id(), principal, scopes, actFor, null, now), text);
    return text.text();
  }

  private static TenantScope scope(UUID tenant) {
    return TenantScope.of(tenant, Set.of());
  }
}
