package io.mnemon.governance.tenant;

import io.mnemon.tenancy.TenantScope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Keeps the trees of the tenants that asked last; a tree is good until the tenant's epoch moves.
 */
final class CachedUnitTrees implements UnitTrees {
  private final UnitTrees origin;
  private final Map<UUID, Kept> kept;

  CachedUnitTrees(UnitTrees origin, int tenants) {
    this.origin = origin;
    this.kept =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<UUID, Kept> eldest) {
            return size() > tenants;
          }
        };
  }

  @Override
  public UnitTree tree(TenantScope scope, long epoch) {
    synchronized (kept) {
      Kept known = kept.get(scope.tenant());
      if (known != null && known.epoch() == epoch) {
        return known.tree();
      }
    }
    UnitTree tree = origin.tree(scope, epoch);
    synchronized (kept) {
      kept.put(scope.tenant(), new Kept(epoch, tree));
    }
    return tree;
  }

  private record Kept(long epoch, UnitTree tree) {}
}
