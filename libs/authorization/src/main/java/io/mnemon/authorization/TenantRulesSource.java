package io.mnemon.authorization;

import java.util.UUID;

/** Where a tenant's own rules are known. */
@FunctionalInterface
public interface TenantRulesSource {
  /**
   * The rules as they are now.
   *
   * @throws RuntimeException if they cannot be told: then the tenant's requests are denied
   */
  TenantRules read(UUID tenant);
}
