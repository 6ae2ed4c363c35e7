package io.mnemon.governance.tenant;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** All units of one tenant, as of one moment. */
public final class UnitTree {
  private final UUID tenant;
  private final Map<UUID, Unit> units;
  private final Map<UUID, List<Unit>> children;

  public UnitTree(UUID tenant, List<Unit> units) {
    this.tenant = tenant;
    this.units = new LinkedHashMap<>();
    this.children = new HashMap<>();
    for (Unit unit : units) {
      this.units.put(unit.id(), unit);
      if (unit.parent() != null) {
        children.computeIfAbsent(unit.parent(), parent -> new ArrayList<>()).add(unit);
      }
    }
  }

  public UUID tenant() {
    return tenant;
  }

  public Optional<Unit> unit(UUID id) {
    return Optional.ofNullable(units.get(id));
  }

  /** In the order of their ids, which is that of their creation. */
  public Collection<Unit> all() {
    return Collections.unmodifiableCollection(units.values());
  }

  /** The unit, its parent, and so on to the top; nothing for an unknown unit. */
  public List<Unit> chain(UUID id) {
    List<Unit> chain = new ArrayList<>();
    Unit unit = units.get(id);
    while (unit != null) {
      chain.add(unit);
      unit = unit.parent() == null ? null : units.get(unit.parent());
    }
    return chain;
  }

  /** The unit and everything beneath it; nothing for an unknown unit. */
  public List<Unit> subtree(UUID id) {
    List<Unit> found = new ArrayList<>();
    Deque<Unit> open = new ArrayDeque<>();
    unit(id).ifPresent(open::add);
    while (!open.isEmpty()) {
      Unit unit = open.remove();
      found.add(unit);
      open.addAll(children.getOrDefault(unit.id(), List.of()));
    }
    return found;
  }

  /** Whether the unit exists and is the other one or beneath it; every unit is in the tenant. */
  public boolean isWithin(UUID id, UUID unitOrTenant) {
    if (unitOrTenant.equals(tenant)) {
      return id.equals(tenant) || units.containsKey(id);
    }
    return chain(id).stream().anyMatch(unit -> unit.id().equals(unitOrTenant));
  }
}
