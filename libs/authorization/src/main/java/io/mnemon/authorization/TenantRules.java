package io.mnemon.authorization;

import java.util.List;

/**
 * What a tenant decided for itself.
 *
 * @param epoch the tenant's authorization epoch as of which they were read
 */
public record TenantRules(long epoch, List<CustomRole> roles, List<TenantPolicy> policies) {
  static final TenantRules NONE = new TenantRules(0, List.of(), List.of());

  public TenantRules {
    roles = List.copyOf(roles);
    policies = List.copyOf(policies);
  }

  boolean saySameAs(TenantRules other) {
    return roles.equals(other.roles) && policies.equals(other.policies);
  }
}
