package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Authorizer;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Holding;
import io.mnemon.tenancy.Place;
import io.mnemon.tenancy.Role;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Turns the authorizer's denial into the refusal of a request. */
public final class Guard {
  private final Authorizer authorizer;

  public Guard(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /** Whether somebody who stands so may do it on a unit, or on the tenant for the tenant's id. */
  public boolean allows(Caller caller, String action, Standing standing, UUID place) {
    return allows(caller, action, standing.place(place));
  }

  /**
   * Requires that somebody who stands so may do it on a unit, or on the tenant for the tenant's id.
   *
   * @throws ServiceException PERMISSION_DENIED that says which right was missing
   */
  public void require(Caller caller, String action, Standing standing, UUID place) {
    require(caller, action, standing.place(place));
  }

  /** Whether somebody who stands so may do it in any place where they hold something. */
  public boolean allowsSomewhere(Caller caller, String action, Standing standing) {
    return standing.grantedOn().stream().anyMatch(place -> allows(caller, action, standing, place));
  }

  /** Whether the caller may do it in its tenant with no other role than this. */
  public boolean allows(Caller caller, String action, Optional<Role> role) {
    return allows(caller, action, tenant(caller, role));
  }

  /**
   * Requires that the caller may do it in its tenant with no other role than this: for what needs
   * none, but an administrator of the platform or a service.
   *
   * @throws ServiceException PERMISSION_DENIED that says which right was missing
   */
  public void require(Caller caller, String action, Optional<Role> role) {
    require(caller, action, tenant(caller, role));
  }

  private boolean allows(Caller caller, String action, Place place) {
    return switch (authorizer.decide(caller, action, place)) {
      case Authorizer.Decision.Allowed() -> true;
      case Authorizer.Decision.Denied denied -> false;
    };
  }

  private void require(Caller caller, String action, Place place) {
    switch (authorizer.decide(caller, action, place)) {
      case Authorizer.Decision.Allowed() -> {}
      case Authorizer.Decision.Denied(String reason) ->
          throw new ServiceException(ErrorCode.PERMISSION_DENIED, reason);
    }
  }

  private static Place tenant(Caller caller, Optional<Role> role) {
    Holding holding = Holding.of(role);
    return Place.of(caller.tenant(), List.of(), holding, holding);
  }
}
