package io.mnemon.governance.tenant;

import io.mnemon.api.ServiceException;
import io.mnemon.authorization.CustomRole;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What roles there are, and whether somebody may do all that one of them allows. */
public final class Grants {
  private final Guard guard;
  private final CustomRoles customRoles;

  Grants(Guard guard, CustomRoles customRoles) {
    this.guard = guard;
    this.customRoles = customRoles;
  }

  /**
   * A role as it is granted.
   *
   * @param custom a role of the tenant's own, whose holders are viewers beside it
   */
  record Grant(Role role, @Nullable CustomRole custom) {}

  /**
   * The role of a name.
   *
   * @throws ServiceException INVALID_ARGUMENT if there is none
   */
  Grant named(Caller caller, String name) {
    Optional<Role> builtIn = Role.ofWord(name);
    if (builtIn.isPresent()) {
      return new Grant(builtIn.get(), null);
    }
    List<CustomRole> own = name.isEmpty() ? List.of() : customRoles.all(Directory.scopeOf(caller));
    return own.stream()
        .filter(role -> role.name().equals(name))
        .findFirst()
        .map(role -> new Grant(Role.VIEWER, role))
        .orElseThrow(() -> unknown(name, own));
  }

  /**
   * The first action of a role of the tenant's own that the caller may not do there; empty if it
   * may do all of them.
   */
  public Optional<String> beyond(
      Caller caller, Standing standing, UUID place, Membership.@Nullable OwnRole held) {
    if (held == null) {
      return Optional.empty();
    }
    return customRoles.all(Directory.scopeOf(caller)).stream()
        .filter(role -> role.id().equals(held.id()))
        .findFirst()
        .flatMap(role -> beyond(caller, standing, place, role));
  }

  Optional<String> beyond(Caller caller, Standing standing, UUID place, CustomRole role) {
    return role.actions().stream()
        .filter(action -> !guard.allows(caller, action, standing, place))
        .findFirst();
  }

  private static ServiceException unknown(String name, List<CustomRole> own) {
    String names =
        Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", "))
            + own.stream().map(role -> ", " + role.name()).collect(Collectors.joining());
    return ServiceException.invalid(
        "role",
        (name.isEmpty() ? "is missing: " : "\"" + name + "\" is unknown: ")
            + "give one of "
            + names);
  }
}
