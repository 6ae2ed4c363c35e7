package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Authorizer;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Role;
import java.util.Optional;
import java.util.UUID;

/** Turns the authorizer's denial into the refusal of a request. */
public final class Guard {
  private final Authorizer authorizer;

  public Guard(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  public boolean allows(Caller caller, String action, Optional<Role> roleOnResource) {
    return switch (authorizer.decide(caller, action, roleOnResource)) {
      case Authorizer.Decision.Allowed() -> true;
      case Authorizer.Decision.Denied denied -> false;
    };
  }

  /**
   * @throws ServiceException PERMISSION_DENIED that says which right was missing
   */
  public void require(Caller caller, String action, Optional<Role> roleOnResource) {
    switch (authorizer.decide(caller, action, roleOnResource)) {
      case Authorizer.Decision.Allowed() -> {}
      case Authorizer.Decision.Denied(String reason) ->
          throw new ServiceException(ErrorCode.PERMISSION_DENIED, reason);
    }
  }

  /** Whether somebody who stands so may do it on a unit, or on the tenant for the tenant's id. */
  public boolean allows(Caller caller, String action, Standing standing, UUID place) {
    return allows(caller, action, standing.roleOn(place));
  }

  /**
   * Requires that somebody who stands so may do it on a unit, or on the tenant for the tenant's id.
   *
   * @throws ServiceException PERMISSION_DENIED that says which right was missing
   */
  public void require(Caller caller, String action, Standing standing, UUID place) {
    require(caller, action, standing.roleOn(place));
  }
}
