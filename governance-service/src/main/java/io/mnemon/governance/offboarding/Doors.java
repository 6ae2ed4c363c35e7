package io.mnemon.governance.offboarding;

import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.tenancy.AuditedCall;
import io.mnemon.tenancy.Caller;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Who may do something to a tenant as a whole. To anybody else another tenant does not exist. */
final class Doors {
  private final Guard guard;
  private final Directory directory;

  Doors(Guard guard, Directory directory) {
    this.guard = guard;
    this.directory = directory;
  }

  /**
   * The tenant, for an administrator of the platform.
   *
   * @throws ServiceException PERMISSION_DENIED for the caller's own tenant, NOT_FOUND for any other
   */
  UUID forPlatform(Caller caller, String action, String id) {
    UUID tenant = tenant(id);
    if (!guard.allows(caller, action, Optional.empty())) {
      requireOwn(caller, tenant);
      guard.require(caller, action, Optional.empty());
    }
    return tenant;
  }

  /** The tenant, for an administrator of the platform or its own. */
  UUID forExport(Caller caller, String id) {
    UUID tenant = tenant(id);
    if (!guard.allows(caller, "tenant.export.all", Optional.empty())) {
      requireOwn(caller, tenant);
      guard.require(caller, "tenant.export", directory.look(caller).standing(caller), tenant);
    }
    return tenant;
  }

  private static void requireOwn(Caller caller, UUID tenant) {
    if (!tenant.equals(caller.tenant())) {
      AuditedCall.refuse("it is another tenant", List.of());
      throw notFound(tenant.toString());
    }
  }

  private static UUID tenant(String id) {
    return PrincipalRef.id(id).orElseThrow(() -> notFound(id));
  }

  static ServiceException notFound(String id) {
    return ServiceException.notFound("tenant " + id);
  }
}
