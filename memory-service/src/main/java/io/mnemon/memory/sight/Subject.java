package io.mnemon.memory.sight;

import io.mnemon.tenancy.Holding;
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
 * @param onTenant what it may do on the whole tenant
 */
public record Subject(Optional<UUID> id, String name, List<UnitView> units, Rights onTenant) {
  public Subject {
    units = List.copyOf(units);
  }

  Optional<UnitView> view(UUID unit) {
    return units.stream().filter(view -> view.id().equals(unit)).findFirst();
  }

  /**
   * A unit as the subject sees it.
   *
   * @param id the unit
   * @param layer the layer of the unit's memories
   * @param parent the unit above it, none for an organization
   * @param rights what the subject may do there
   */
  public record UnitView(UUID id, Layer layer, Optional<UUID> parent, Rights rights) {}

  /**
   * The roles that apply at a place.
   *
   * @param own the subject's
   * @param user for an agent on behalf of a user: that user's
   */
  public record Rights(Holding own, Holding user) {
    public static final Rights NONE = of(Optional.empty());

    /** A role that both the subject and its user hold. */
    public static Rights of(Optional<Role> role) {
      return new Rights(Holding.of(role), Holding.of(role));
    }
  }
}
