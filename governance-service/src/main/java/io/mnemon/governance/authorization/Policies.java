package io.mnemon.governance.authorization;

import io.mnemon.api.ServiceException;
import io.mnemon.authorization.PolicyChecks;
import io.mnemon.authorization.TenantRules;
import io.mnemon.governance.tenant.AtOneEpoch;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Writes, shows and deletes the policies of a tenant's own. They only forbid. */
public final class Policies {
  private static final int MAX_DESCRIPTION = 1000;

  private final Directory directory;
  private final RuleStore store;
  private final Guard guard;
  private final PolicyChecks checks;
  private final Settled settled;
  private final InstantSource clock;
  private final RuleLimits limits;

  Policies(
      Directory directory,
      RuleStore store,
      Guard guard,
      PolicyChecks checks,
      Settled settled,
      InstantSource clock,
      RuleLimits limits) {
    this.directory = directory;
    this.store = store;
    this.guard = guard;
    this.checks = checks;
    this.settled = settled;
    this.clock = clock;
    this.limits = limits;
  }

  /**
   * @param history the versions before, the latest first
   */
  record Read(PolicyVersion policy, List<PolicyVersion> history) {
    Read {
      history = List.copyOf(history);
    }
  }

  /**
   * Returns when the policy holds everywhere.
   *
   * @throws ServiceException INVALID_ARGUMENT that says what is wrong with the text
   */
  PolicyVersion put(Caller caller, String name, String text, String description) {
    Names.checked("name", name);
    requireLength("text", text, limits.maxPolicyLength());
    requireLength("description", description, MAX_DESCRIPTION);
    PolicyVersion written = AtOneEpoch.keep(() -> putNow(caller, name, text, description));
    settled.await(Directory.scopeOf(caller));
    return written;
  }

  private PolicyVersion putNow(Caller caller, String name, String text, String description) {
    Snapshot snapshot = required(caller, "policy.put");
    requireOwn(caller, snapshot, checks.check(text));
    return store.put(
        Directory.scopeOf(caller),
        new PolicyVersion(name, 0, text, description, false, clock.instant(), caller.principal()),
        limits.maxPolicies(),
        snapshot.epoch());
  }

  List<PolicyVersion> list(Caller caller) {
    required(caller, "policy.read");
    return store.policies(Directory.scopeOf(caller));
  }

  Read get(Caller caller, String name) {
    required(caller, "policy.read");
    List<PolicyVersion> versions =
        store.history(Directory.scopeOf(caller), name, limits.maxHistory() + 1);
    if (versions.isEmpty()) {
      throw ServiceException.notFound("policy " + name);
    }
    return new Read(versions.getFirst(), versions.subList(1, versions.size()));
  }

  void delete(Caller caller, String name) {
    TenantScope scope = Directory.scopeOf(caller);
    boolean deleted =
        AtOneEpoch.keep(
            () -> {
              long epoch = required(caller, "policy.delete").epoch();
              return store.delete(scope, name, clock.instant(), caller.principal(), epoch);
            });
    if (!deleted) {
      throw ServiceException.notFound("policy " + name);
    }
    settled.await(scope);
  }

  /** What a service needs to decide in a tenant. */
  public TenantRules rules(Caller asking, String tenant) {
    guard.require(asking, "access.rules", Optional.empty());
    return store.rules(
        TenantScope.of(
            PrincipalRef.id(tenant).orElseThrow(() -> ServiceException.notFound("a tenant")),
            Set.of()));
  }

  private Snapshot required(Caller caller, String action) {
    Snapshot snapshot = directory.look(caller);
    guard.require(caller, action, snapshot.standing(caller), caller.tenant());
    return snapshot;
  }

  /** A policy that names what is not in the tenant would never say what its writer means. */
  private void requireOwn(Caller caller, Snapshot own, PolicyChecks.Named named) {
    for (String tenant : named.tenants()) {
      if (!tenant.equals(caller.tenant().toString())) {
        throw unknown("tenant", tenant, "your own is " + caller.tenant());
      }
    }
    Set<UUID> principals =
        named.principals().stream().map(id -> id("principal", id)).collect(Collectors.toSet());
    Snapshot snapshot = directory.look(Directory.scopeOf(caller), principals, Set.of());
    for (String unit : named.units()) {
      if (own.tree().unit(id("unit", unit)).isEmpty()) {
        throw unknown("unit", unit, "give the id of one that GET /v1/units lists");
      }
    }
    for (UUID principal : principals) {
      if (snapshot.byId(principal).isEmpty()) {
        throw unknown("principal", principal.toString(), "give an id of GET /v1/principals");
      }
    }
    if (!named.customRoles().isEmpty()) {
      Set<String> roles =
          store.roles(Directory.scopeOf(caller)).stream()
              .map(made -> made.role().id().toString())
              .collect(Collectors.toSet());
      for (String role : named.customRoles()) {
        if (!roles.contains(role)) {
          throw unknown("role", role, "give an id of GET /v1/roles");
        }
      }
    }
  }

  private static UUID id(String what, String text) {
    return PrincipalRef.id(text)
        .filter(id -> id.toString().equals(text))
        .orElseThrow(() -> unknown(what, text, "name it by its id"));
  }

  private static ServiceException unknown(String what, String id, String hint) {
    return ServiceException.invalid(
        "text", "names the " + what + " \"" + id + "\", which is not in your tenant: " + hint);
  }

  private static void requireLength(String field, String text, int most) {
    if (text.length() > most) {
      throw ServiceException.invalid(
          field, "has " + text.length() + " characters: give at most " + most);
    }
  }
}
