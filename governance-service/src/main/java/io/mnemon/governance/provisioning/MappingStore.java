package io.mnemon.governance.provisioning;

import io.mnemon.governance.tenant.Page;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.util.List;
import java.util.UUID;

/**
 * Where it is kept what groups are mapped to. Every change moves the tenant's epoch and holds for
 * all members of the group in the same transaction. It names the epoch at which it was judged that
 * it may be made: {@link io.mnemon.governance.tenant.EpochMovedException} if it is another one by
 * now; then nothing was changed.
 */
interface MappingStore {
  /** The ids of the groups with exactly this name, at most two. */
  List<UUID> named(TenantScope scope, String displayName);

  /** In place of what the group was mapped to. */
  GroupStore.Change map(
      TenantScope scope, UUID group, UUID unit, Role role, boolean byTenantAdmin, long epoch);

  /** Answers NoSuchGroup also for a group that is not mapped. */
  GroupStore.Change unmap(TenantScope scope, UUID group, long epoch);

  /** In the order of the groups' ids. */
  Page<GroupMapping> mappings(TenantScope scope, Page.Request wanted);
}
