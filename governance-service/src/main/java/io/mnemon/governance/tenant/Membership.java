package io.mnemon.governance.tenant;

import io.mnemon.tenancy.Holding;
import io.mnemon.tenancy.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A role of a principal.
 *
 * @param unit the unit on which and beneath which it holds; the tenant's id for the whole tenant
 * @param role the built-in role; viewer beside a role of the tenant's own
 * @param own a role of the tenant's own
 * @param expiresAt when it ends; null if it does not
 * @param byTenantAdmin whether it was given, as it stands, by somebody who answers for the tenant
 * @param source the group of a directory or the issuer that gives it; empty if a person did
 */
public record Membership(
    UUID principal,
    UUID unit,
    Role role,
    @Nullable OwnRole own,
    @Nullable Instant expiresAt,
    boolean byTenantAdmin,
    String source) {

  /** A built-in role that a person gives. */
  public Membership(
      UUID principal, UUID unit, Role role, @Nullable Instant expiresAt, boolean byTenantAdmin) {
    this(principal, unit, role, null, expiresAt, byTenantAdmin, "");
  }

  public boolean holdsAt(Instant now) {
    return expiresAt == null || expiresAt.isAfter(now);
  }

  /** Whether a person gave it, and no group. */
  public boolean isByHand() {
    return source.isEmpty();
  }

  /** As it will be: what a group gives is renewed as long as its holder is in the group. */
  Membership renewed() {
    return isByHand()
        ? this
        : new Membership(principal, unit, role, own, null, byTenantAdmin, source);
  }

  /** The name of the role that was granted. */
  public String roleName() {
    return own == null ? role.word() : own.name();
  }

  Holding holding() {
    return new Holding(Optional.of(role), own == null ? Set.of() : Set.of(own.id()));
  }

  /** A role that the tenant made. */
  public record OwnRole(UUID id, String name) {}
}
