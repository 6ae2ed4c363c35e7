package io.mnemon.governance.provisioning;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Lasting;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.tenancy.Caller;

/** Who may speak for a company's directory: the users of a tenant belong to all of it. */
final class Access {
  private final Directory directory;
  private final Guard guard;

  Access(Directory directory, Guard guard) {
    this.directory = directory;
    this.guard = guard;
  }

  /**
   * @return where the caller stands
   * @throws ServiceException PERMISSION_DENIED if the caller may not do it on the whole tenant
   */
  Snapshot require(Caller caller, String action) {
    Snapshot snapshot = directory.look(caller);
    guard.require(caller, action, snapshot.standing(caller), caller.tenant());
    return snapshot;
  }

  /** Whether somebody who stands so may do it on the whole tenant for good. */
  boolean lasts(Caller caller, Snapshot snapshot, String action) {
    return new Lasting(caller, snapshot).lasts(guard, action);
  }

  static ServiceException otherVersion(long current) {
    return new ServiceException(
        ErrorCode.ABORTED,
        "it has changed and is version " + current + " by now: read it again and repeat");
  }
}
