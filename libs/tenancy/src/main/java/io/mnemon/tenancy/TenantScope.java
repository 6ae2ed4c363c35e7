package io.mnemon.tenancy;

import java.util.Set;
import java.util.UUID;

/**
 * What a piece of work may touch: one tenant, and within it the scopes that row-level security
 * admits. Every store method of tenant data takes one first.
 *
 * @param tenant the tenant
 * @param scopes the scope ids that are visible; nothing is visible if it is empty
 * @param job the name of the background job this stands for, empty for a caller's request
 */
public record TenantScope(UUID tenant, Set<UUID> scopes, String job) {
  public TenantScope {
    scopes = Set.copyOf(scopes);
  }

  /** The scope of a caller's request. */
  public static TenantScope of(UUID tenant, Set<UUID> scopes) {
    return new TenantScope(tenant, scopes, "");
  }

  /** The scope of background work inside one tenant: all of the tenant's scopes. */
  public static TenantScope system(UUID tenant, String job) {
    if (job.isEmpty()) {
      throw new IllegalArgumentException("background work must say its name");
    }
    return new TenantScope(tenant, Set.of(), job);
  }

  /** Whether this is background work, which sees all of its tenant's scopes. */
  public boolean isSystem() {
    return !job.isEmpty();
  }

  /** The same tenant narrowed to some of the visible scopes. */
  public TenantScope narrowedTo(Set<UUID> some) {
    if (!isSystem() && !scopes.containsAll(some)) {
      throw new IllegalArgumentException("a scope can only be narrowed");
    }
    return new TenantScope(tenant, some, "");
  }
}
