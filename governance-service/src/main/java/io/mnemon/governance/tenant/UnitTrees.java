package io.mnemon.governance.tenant;

import io.mnemon.tenancy.TenantScope;

/** Where trees of units come from. */
interface UnitTrees {
  /**
   * The tenant's units as they were when its authorization epoch was the given one, or as they have
   * become since.
   */
  UnitTree tree(TenantScope scope, long epoch);
}
