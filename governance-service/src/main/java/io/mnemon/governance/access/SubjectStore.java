package io.mnemon.governance.access;

import io.mnemon.governance.tenant.Principal;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Where subjects are found and created. */
interface SubjectStore {
  /**
   * Creates those whose name is free; of two at the same time one is created. The epoch stays:
   * nobody's rights change. False, and none is created, if the tenant would have more principals
   * than it may.
   */
  boolean createMissing(TenantScope scope, List<Principal> subjects, int maxPrincipals);

  /** The users whose home is one of the units or who are members there, in no order. */
  List<UUID> usersWithin(TenantScope scope, Set<UUID> units, String prefix, Instant now, int limit);

  /** The users who were called otherwise before, in no order. */
  List<Renamed> renamed(TenantScope scope, String prefix, int limit);

  /**
   * @param within whether the name that the user has now begins with the prefix
   */
  record Renamed(UUID user, boolean within) {}
}
