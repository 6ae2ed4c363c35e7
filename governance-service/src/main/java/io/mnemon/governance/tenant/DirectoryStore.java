package io.mnemon.governance.tenant;

import io.mnemon.tenancy.TenantScope;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Where principals and their grants are kept. */
interface DirectoryStore {
  /**
   * The principals with one of the ids or names, and the users on whose behalf agents among them
   * act. What does not exist is left out.
   */
  Entries find(TenantScope scope, Collection<UUID> ids, Collection<String> names);

  /**
   * @param epoch the tenant's authorization epoch, read together with the grantees
   */
  record Entries(long epoch, List<Grantee> grantees) {
    public Entries {
      grantees = List.copyOf(grantees);
    }
  }
}
