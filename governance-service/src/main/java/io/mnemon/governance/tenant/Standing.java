package io.mnemon.governance.tenant;

import io.mnemon.tenancy.Holding;
import io.mnemon.tenancy.Place;
import io.mnemon.tenancy.Role;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Where in its tenant a principal has a role, and which units it sees. */
public sealed interface Standing {

  /** The strongest role that applies on a unit, or on the whole tenant for the tenant's id. */
  default Optional<Role> roleOn(UUID unitOrTenant) {
    return place(unitOrTenant).own().role();
  }

  /** A unit, or the whole tenant for the tenant's id, with all roles that apply there. */
  Place place(UUID unitOrTenant);

  /** The units, or the tenant, on which something was granted directly. */
  Set<UUID> grantedOn();

  /** The units with a role, all beneath them and all above them. */
  Collection<Unit> seen();

  /** Whether the unit is seen; everybody sees the tenant. */
  boolean sees(UUID unitOrTenant);

  /** What was granted directly. */
  record Granted(UnitTree tree, long epoch, Map<UUID, Holding> grants) implements Standing {
    public Granted {
      grants = Map.copyOf(grants);
    }

    static Granted of(UnitTree tree, long epoch, List<Membership> memberships) {
      Map<UUID, Holding> grants = new HashMap<>();
      memberships.forEach(m -> grants.merge(m.unit(), m.holding(), Standing::together));
      return new Granted(tree, epoch, grants);
    }

    @Override
    public Place place(UUID unitOrTenant) {
      List<UUID> units = tree.chain(unitOrTenant).stream().map(Unit::id).toList();
      Holding own =
          unitOrTenant.equals(tree.tenant()) || !units.isEmpty()
              ? grants.getOrDefault(tree.tenant(), Holding.NOTHING)
              : Holding.NOTHING;
      for (UUID unit : units) {
        own = together(own, grants.getOrDefault(unit, Holding.NOTHING));
      }
      return Place.of(tree.tenant(), units, own, Holding.NOTHING).at(epoch);
    }

    @Override
    public Set<UUID> grantedOn() {
      return grants.keySet();
    }

    @Override
    public Collection<Unit> seen() {
      if (grants.containsKey(tree.tenant())) {
        return tree.all();
      }
      Map<UUID, Unit> seen = new LinkedHashMap<>();
      for (UUID granted : grants.keySet()) {
        tree.subtree(granted).forEach(unit -> seen.put(unit.id(), unit));
        tree.chain(granted).forEach(unit -> seen.put(unit.id(), unit));
      }
      return seen.values();
    }

    @Override
    public boolean sees(UUID unitOrTenant) {
      return unitOrTenant.equals(tree.tenant())
          || roleOn(unitOrTenant).isPresent()
          || grants.keySet().stream().anyMatch(granted -> tree.isWithin(granted, unitOrTenant));
    }
  }

  /** An agent with grants of its own: they hold as far as those of its user do. */
  record Bounded(Standing own, Standing user) implements Standing {
    @Override
    public Optional<Role> roleOn(UUID unitOrTenant) {
      return own.roleOn(unitOrTenant)
          .flatMap(mine -> user.roleOn(unitOrTenant).map(theirs -> weaker(mine, theirs)));
    }

    @Override
    public Place place(UUID unitOrTenant) {
      return own.place(unitOrTenant).withUser(user.place(unitOrTenant).own());
    }

    @Override
    public Set<UUID> grantedOn() {
      return own.grantedOn();
    }

    @Override
    public Collection<Unit> seen() {
      return own.seen().stream().filter(unit -> user.sees(unit.id())).toList();
    }

    @Override
    public boolean sees(UUID unitOrTenant) {
      return own.sees(unitOrTenant) && user.sees(unitOrTenant);
    }
  }

  /** An agent without grants of its own: it stands where its user does, as an agent at most. */
  record Borrowed(Standing user) implements Standing {
    @Override
    public Place place(UUID unitOrTenant) {
      Place place = user.place(unitOrTenant);
      Optional<Role> lent = place.own().role().map(role -> weaker(role, Role.AGENT));
      return new Place(
          place.tenant(),
          place.units(),
          Holding.of(lent),
          place.own(),
          place.layer(),
          place.concerned(),
          place.epoch());
    }

    @Override
    public Set<UUID> grantedOn() {
      return user.grantedOn();
    }

    @Override
    public Collection<Unit> seen() {
      return user.seen();
    }

    @Override
    public boolean sees(UUID unitOrTenant) {
      return user.sees(unitOrTenant);
    }
  }

  private static Holding together(Holding one, Holding other) {
    Set<UUID> custom = new HashSet<>(one.customRoles());
    custom.addAll(other.customRoles());
    Optional<Role> role =
        one.role()
            .map(mine -> other.role().filter(theirs -> theirs.isAtLeast(mine)).orElse(mine))
            .or(other::role);
    return new Holding(role, custom);
  }

  private static Role weaker(Role one, Role other) {
    return one.isAtLeast(other) ? other : one;
  }
}
