package io.mnemon.tenancy;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The roles that hold for somebody at a place: those granted on it and on everything above it.
 *
 * @param role the strongest built-in role
 * @param customRoles the ids of the tenant's own roles
 */
public record Holding(Optional<Role> role, Set<UUID> customRoles) {
  public static final Holding NOTHING = new Holding(Optional.empty(), Set.of());

  public Holding {
    customRoles = Set.copyOf(customRoles);
  }

  public static Holding of(Optional<Role> role) {
    return role.isEmpty() ? NOTHING : new Holding(role, Set.of());
  }
}
