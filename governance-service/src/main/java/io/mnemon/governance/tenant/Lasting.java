package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Role;
import java.util.Optional;
import java.util.UUID;

/**
 * Somebody who gives what has no end of its own, as the mapping of a group or trust in an issuer.
 * As with roles nobody gives more than they hold, and not for longer: what lasts is given by those
 * whose own right lasts. A role that a group gives counts as one without an end, because it is
 * renewed.
 */
public record Lasting(Caller caller, Snapshot snapshot) {

  /**
   * Requires that a role may be given without an end.
   *
   * @param on a unit, or the tenant
   * @param what gives it, in words
   * @throws ServiceException PERMISSION_DENIED if the caller does not hold as much, or not for good
   */
  public void requireRole(Role role, UUID on, String what) {
    Optional<Role> held = snapshot.standing(caller).roleOn(on);
    if (held.filter(one -> one.isAtLeast(role)).isEmpty()) {
      throw refused(
          "nobody grants more than they hold: you are "
              + held.map(Role::word).orElse("nothing")
              + " there");
    }
    if (atTheEnd().roleOn(on).filter(one -> one.isAtLeast(role)).isEmpty()) {
      throw ended(what, "your role there");
    }
  }

  /**
   * Requires that the caller may do in the tenant what it does, and will be allowed to for good.
   *
   * @param what comes of it, in words
   * @throws ServiceException PERMISSION_DENIED if its right has an end
   */
  public void require(Guard guard, String action, String what) {
    guard.require(caller, action, snapshot.standing(caller), caller.tenant());
    if (!lasts(guard, action)) {
      throw shorter(what, action);
    }
  }

  /** Whether the caller may do it in the tenant for good. */
  public boolean lasts(Guard guard, String action) {
    return guard.allows(caller, action, atTheEnd(), caller.tenant());
  }

  /** The refusal of what lasts to somebody whose right to do it has an end. */
  public static ServiceException shorter(String what, String action) {
    return ended(what, "your right to " + action);
  }

  private Standing atTheEnd() {
    return snapshot.atTheEnd(null).standing(caller);
  }

  private static ServiceException ended(String what, String held) {
    return refused(
        "nobody grants for longer than they hold: "
            + what
            + " has no end, but "
            + held
            + " has one: ask somebody who holds it without an end");
  }

  private static ServiceException refused(String message) {
    return new ServiceException(ErrorCode.PERMISSION_DENIED, message);
  }
}
