package io.mnemon.governance.tenant;

import io.mnemon.tenancy.Role;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Where in its tenant a principal has a role, and which units it sees. */
public sealed interface Standing {

  /** The strongest role that applies on a unit, or on the whole tenant for the tenant's id. */
  Optional<Role> roleOn(UUID unitOrTenant);

  /** The units with a role, all beneath them and all above them. */
  Collection<Unit> seen();

  /** Whether the unit is seen; everybody sees the tenant. */
  boolean sees(UUID unitOrTenant);

  /** The strongest role that it has anywhere. */
  Optional<Role> strongest();

  /** What was granted directly. */
  record Granted(UnitTree tree, Map<UUID, Role> grants) implements Standing {
    public Granted {
      grants = Map.copyOf(grants);
    }

    static Granted of(UnitTree tree, List<Membership> memberships) {
      Map<UUID, Role> grants = new HashMap<>();
      memberships.forEach(m -> grants.merge(m.unit(), m.role(), Standing::stronger));
      return new Granted(tree, grants);
    }

    @Override
    public Optional<Role> roleOn(UUID unitOrTenant) {
      boolean known = unitOrTenant.equals(tree.tenant()) || tree.unit(unitOrTenant).isPresent();
      Optional<Role> strongest =
          known ? Optional.ofNullable(grants.get(tree.tenant())) : Optional.empty();
      for (Unit unit : tree.chain(unitOrTenant)) {
        Role role = grants.get(unit.id());
        if (role != null) {
          strongest = Optional.of(strongest.map(other -> stronger(other, role)).orElse(role));
        }
      }
      return strongest;
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

    @Override
    public Optional<Role> strongest() {
      return grants.values().stream().reduce(Standing::stronger);
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
    public Collection<Unit> seen() {
      return own.seen().stream().filter(unit -> user.sees(unit.id())).toList();
    }

    @Override
    public boolean sees(UUID unitOrTenant) {
      return own.sees(unitOrTenant) && user.sees(unitOrTenant);
    }

    @Override
    public Optional<Role> strongest() {
      return own.strongest().flatMap(mine -> user.strongest().map(theirs -> weaker(mine, theirs)));
    }
  }

  /** An agent without grants of its own: it stands where its user does, as an agent at most. */
  record Borrowed(Standing user) implements Standing {
    @Override
    public Optional<Role> roleOn(UUID unitOrTenant) {
      return user.roleOn(unitOrTenant).map(role -> weaker(role, Role.AGENT));
    }

    @Override
    public Collection<Unit> seen() {
      return user.seen();
    }

    @Override
    public boolean sees(UUID unitOrTenant) {
      return user.sees(unitOrTenant);
    }

    @Override
    public Optional<Role> strongest() {
      return user.strongest().map(role -> weaker(role, Role.AGENT));
    }
  }

  private static Role stronger(Role one, Role other) {
    return one.isAtLeast(other) ? one : other;
  }

  private static Role weaker(Role one, Role other) {
    return one.isAtLeast(other) ? other : one;
  }
}
