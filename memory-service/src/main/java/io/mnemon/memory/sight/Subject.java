package io.mnemon.memory.sight;

import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.Role;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A user, agent or application that a request is about, and the units that it sees.
 *
 * @param id the principal's id; empty if it does not exist yet
 * @param name its name, unique in the tenant
 * @param units the units it sees
 * @param tenantRole its role on the whole tenant, if any
 */
public record Subject(
    Optional<UUID> id, String name, List<UnitView> units, Optional<Role> tenantRole) {
  public Subject {
    units = List.copyOf(units);
  }

  /**
   * A unit as the subject sees it.
   *
   * @param id the unit
   * @param layer the layer of the unit's memories
   * @param parent the unit above it, none for an organization
   * @param role the strongest role that applies there, none if the unit is only seen from beneath
   */
  public record UnitView(UUID id, Layer layer, Optional<UUID> parent, Optional<Role> role) {}
}
