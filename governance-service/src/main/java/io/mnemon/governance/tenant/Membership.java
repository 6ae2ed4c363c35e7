package io.mnemon.governance.tenant;

import io.mnemon.tenancy.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A role of a principal.
 *
 * @param unit the unit on which and beneath which it holds; the tenant's id for the whole tenant
 * @param expiresAt when it ends; null if it does not
 * @param byTenantAdmin whether it was given, as it stands, by somebody who answers for the tenant
 */
public record Membership(
    UUID principal, UUID unit, Role role, @Nullable Instant expiresAt, boolean byTenantAdmin) {
  public boolean holdsAt(Instant now) {
    return expiresAt == null || expiresAt.isAfter(now);
  }
}
