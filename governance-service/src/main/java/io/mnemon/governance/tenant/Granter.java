package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.authorization.CustomRole;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Role;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who grants roles on a unit: not more than they hold there, and not for longer. Roles
 * that groups give are renewed, so their holders grant to others without an end; but nobody keeps
 * such a role by granting it to themselves.
 */
record Granter(Caller caller, Snapshot snapshot, UUID on, Grants grants) {

  /**
   * Requires that a role may be granted.
   *
   * @param end when the grant ends; null if it does not
   * @param principal to whom
   * @throws ServiceException PERMISSION_DENIED that says what, or until when, may be granted
   */
  void require(Grants.Grant grant, @Nullable Instant end, UUID principal) {
    Optional<String> excess = excess(grant, snapshot);
    if (excess.isPresent()) {
      throw refused("nobody grants more than they hold: " + excess.get());
    }
    Snapshot lasting = isSelf(principal) ? snapshot.byHand() : snapshot;
    if (excess(grant, lasting.atTheEnd(end)).isPresent()) {
      throw refused(
          latest(grant, lasting)
              .map(
                  until ->
                      "nobody grants for longer than they hold: give an expires_at no later than "
                          + until)
              .orElse(
                  "nobody grants themselves what a group gives them: ask somebody else who may"
                      + " grant it"));
    }
  }

  /** What the granter lacks of a role at the moment of a snapshot, in words. */
  private Optional<String> excess(Grants.Grant grant, Snapshot then) {
    Standing standing = then.standing(caller);
    Optional<Role> held = standing.roleOn(on);
    if (held.filter(role -> role.isAtLeast(grant.role())).isEmpty()) {
      return Optional.of("you are " + held.map(Role::word).orElse("nothing") + " there");
    }
    CustomRole custom = grant.custom();
    return custom == null
        ? Optional.empty()
        : grants
            .beyond(caller, standing, on, custom)
            .map(action -> "you may not " + action + " there");
  }

  /** The latest end of what the granter holds until which it may grant a role. */
  private Optional<Instant> latest(Grants.Grant grant, Snapshot lasting) {
    Grantee self = lasting.caller(caller);
    return Stream.concat(Stream.of(self), lasting.byId(self.principal().onBehalfOf()).stream())
        .flatMap(grantee -> grantee.membershipsAt(lasting.at()).stream())
        .map(Membership::expiresAt)
        .filter(Objects::nonNull)
        .filter(until -> excess(grant, lasting.atTheEnd(until)).isEmpty())
        .max(Comparator.naturalOrder());
  }

  /** An agent's roles never reach further than its user's, so only the person counts. */
  private boolean isSelf(UUID principal) {
    return principal.equals(caller.onBehalfOf() == null ? caller.principal() : caller.onBehalfOf());
  }

  private static ServiceException refused(String message) {
    return new ServiceException(ErrorCode.PERMISSION_DENIED, message);
  }
}
