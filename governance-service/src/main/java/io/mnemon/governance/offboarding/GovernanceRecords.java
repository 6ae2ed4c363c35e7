package io.mnemon.governance.offboarding;

import io.mnemon.storage.TenantPages;
import io.mnemon.storage.TenantTables;
import io.mnemon.tenancy.TenantScope;

/** What this service itself holds of a tenant. */
interface GovernanceRecords extends TenantTables, TenantPages {
  /** Erases the tenant itself, and with it whatever was written since the last {@link #erase}. */
  void eraseTenant(TenantScope system);
}
