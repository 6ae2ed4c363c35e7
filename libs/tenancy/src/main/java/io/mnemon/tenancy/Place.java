package io.mnemon.tenancy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What an action touches, and which roles hold there for the caller.
 *
 * @param tenant the tenant
 * @param units the unit with its ancestors, the unit first; empty for the tenant itself
 * @param own what the caller holds there by itself
 * @param user for an agent on behalf of a user: what the user holds there
 * @param layer the layer of the memories that are touched, if it is about memories
 * @param concerned the users whose memories are touched, as far as they are named
 * @param epoch the tenant's authorization epoch at which this was read; 0 if only the caller's is
 *     known
 */
public record Place(
    UUID tenant,
    List<UUID> units,
    Holding own,
    Holding user,
    Optional<Layer> layer,
    Set<UUID> concerned,
    long epoch) {
  public Place {
    units = List.copyOf(units);
    concerned = Set.copyOf(concerned);
  }

  /** A unit, or the tenant for an empty chain, where the caller holds this. */
  public static Place of(UUID tenant, List<UUID> units, Holding own, Holding user) {
    return new Place(tenant, units, own, user, Optional.empty(), Set.of(), 0);
  }

  /** A tenant in which nobody needs to hold anything. */
  public static Place of(UUID tenant) {
    return of(tenant, List.of(), Holding.NOTHING, Holding.NOTHING);
  }

  /** The same with what the user holds on whose behalf the agent acts. */
  public Place withUser(Holding theirs) {
    return new Place(tenant, units, own, theirs, layer, concerned, epoch);
  }

  public Place in(Layer one) {
    return new Place(tenant, units, own, user, Optional.of(one), concerned, epoch);
  }

  public Place at(long readEpoch) {
    return new Place(tenant, units, own, user, layer, concerned, readEpoch);
  }

  public Place about(Set<UUID> users) {
    return new Place(tenant, units, own, user, layer, users, epoch);
  }
}
