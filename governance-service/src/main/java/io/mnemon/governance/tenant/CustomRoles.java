package io.mnemon.governance.tenant;

import io.mnemon.authorization.CustomRole;
import io.mnemon.tenancy.TenantScope;
import java.util.List;

/** The roles that tenants made. */
@FunctionalInterface
public interface CustomRoles {
  /** By name; there is a limited number of them. */
  List<CustomRole> all(TenantScope scope);
}
