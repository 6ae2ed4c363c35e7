package io.mnemon.governance.tenant;

import io.smallrye.config.ConfigMapping;

/** Limits of tenants. */
@ConfigMapping(prefix = "mnemon.governance.tenant")
interface TenantConfig {
  /** How many units a tenant may have. */
  int maxUnits();

  /** How many principals a tenant may have. */
  int maxPrincipals();

  /** Of how many tenants the tree of units is kept in memory. */
  int cachedUnitTrees();
}
