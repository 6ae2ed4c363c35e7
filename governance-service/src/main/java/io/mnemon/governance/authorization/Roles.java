package io.mnemon.governance.authorization;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.authorization.CustomRole;
import io.mnemon.authorization.PolicyChecks;
import io.mnemon.governance.tenant.AtOneEpoch;
import io.mnemon.governance.tenant.Creation;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.governance.tenant.Standing;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes, shows and deletes the roles of a tenant's own. */
final class Roles {
  private static final int MAX_ACTIONS = 64;
  private static final int MAX_ACTION_LENGTH = 64;

  private final Directory directory;
  private final RuleStore store;
  private final Guard guard;
  private final PolicyChecks checks;
  private final Settled settled;
  private final Supplier<UUID> ids;
  private final InstantSource clock;
  private final RuleLimits limits;

  Roles(
      Directory directory,
      RuleStore store,
      Guard guard,
      PolicyChecks checks,
      Settled settled,
      Supplier<UUID> ids,
      InstantSource clock,
      RuleLimits limits) {
    this.directory = directory;
    this.store = store;
    this.guard = guard;
    this.checks = checks;
    this.settled = settled;
    this.ids = ids;
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * @throws ServiceException INVALID_ARGUMENT for an action that does not exist or that no role may
   *     hold, PERMISSION_DENIED for one that the caller may not do itself
   */
  MadeRole create(Caller caller, String name, List<String> actions) {
    Names.checked("name", name);
    if (Role.ofWord(name).isPresent()) {
      throw ServiceException.invalid("name", "is the name of a built-in role: choose another one");
    }
    List<String> wanted = checked(actions);
    return AtOneEpoch.keep(() -> createNow(caller, name, wanted));
  }

  private MadeRole createNow(Caller caller, String name, List<String> wanted) {
    Snapshot snapshot = required(caller, "role.create");
    Standing standing = snapshot.standing(caller);
    for (String action : wanted) {
      if (!caller.scopesInclude(action)
          || !guard.allows(caller, action, standing, caller.tenant())) {
        throw new ServiceException(
            ErrorCode.PERMISSION_DENIED,
            "nobody gives more than they have: you may not " + action + " in the whole tenant");
      }
    }
    MadeRole role = new MadeRole(new CustomRole(ids.get(), name, wanted), clock.instant());
    Creation creation =
        store.createRole(
            Directory.scopeOf(caller),
            role,
            caller.principal(),
            limits.maxRoles(),
            snapshot.epoch());
    return switch (creation) {
      case Creation.Created() -> role;
      case Creation.NameTaken() ->
          throw new ServiceException(
              ErrorCode.ALREADY_EXISTS, "there is a role " + name + " already: delete it first");
      case Creation.LimitReached() ->
          throw new ServiceException(
              ErrorCode.RESOURCE_EXHAUSTED,
              "the tenant has " + limits.maxRoles() + " roles, which is the limit");
      case Creation.Repeated repeated -> throw new IllegalStateException("roles have no key");
      case Creation.UsedForOther() -> throw new IllegalStateException("roles have no key");
    };
  }

  List<MadeRole> list(Caller caller) {
    required(caller, "role.read");
    return store.roles(Directory.scopeOf(caller));
  }

  void delete(Caller caller, String name) {
    TenantScope scope = Directory.scopeOf(caller);
    RuleStore.RoleDeletion deletion =
        AtOneEpoch.keep(
            () -> store.deleteRole(scope, name, required(caller, "role.delete").epoch()));
    switch (deletion) {
      case DELETED -> settled.await(scope);
      case NO_SUCH_ROLE -> throw ServiceException.notFound("role " + name);
      case HELD ->
          throw new ServiceException(
              ErrorCode.FAILED_PRECONDITION,
              "the role " + name + " is still granted: take it back or grant another one first");
    }
  }

  private Snapshot required(Caller caller, String action) {
    Snapshot snapshot = directory.look(caller);
    guard.require(caller, action, snapshot.standing(caller), caller.tenant());
    return snapshot;
  }

  private List<String> checked(List<String> actions) {
    if (actions.isEmpty() || actions.size() > MAX_ACTIONS) {
      throw ServiceException.invalid(
          "actions", "are " + actions.size() + ": give 1 to " + MAX_ACTIONS);
    }
    Set<String> known = checks.grantableActions();
    for (int i = 0; i < actions.size(); i++) {
      String action = actions.get(i);
      if (action.length() > MAX_ACTION_LENGTH) {
        throw ServiceException.invalid("actions[" + i + "]", "is too long to be an action");
      }
      if (!known.contains(action)) {
        throw ServiceException.invalid(
            "actions[" + i + "]",
            "\""
                + action
                + "\" is no action that a role can hold: did you mean \""
                + Names.nearest(action, known)
                + "\"?");
      }
    }
    return actions.stream().distinct().sorted().toList();
  }
}
