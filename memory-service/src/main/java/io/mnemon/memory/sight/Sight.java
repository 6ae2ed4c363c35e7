package io.mnemon.memory.sight;

import io.mnemon.tenancy.TenantScope;
import java.util.Set;
import java.util.UUID;

/**
 * What one request may look at.
 *
 * @param scope the tenant and the visible scopes that the request asked for
 * @param withSecrets those of the visible scopes that have held secret memories
 */
public record Sight(TenantScope scope, Set<UUID> withSecrets) {
  public Sight {
    withSecrets = Set.copyOf(withSecrets);
  }

  public UUID tenant() {
    return scope.tenant();
  }
}
