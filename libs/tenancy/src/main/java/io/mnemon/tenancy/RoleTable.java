package io.mnemon.tenancy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The built-in authorizer: each action needs a minimum role on what it touches, or none. */
public final class RoleTable implements Authorizer {
  private static final Decision ALLOWED = new Decision.Allowed();

  /**
   * Actions of everybody who is authenticated: what they touch is bounded by the caller's scopes.
   */
  private static final Set<String> OPEN =
      Set.of(
          "memory.add",
          "memory.read",
          "memory.search",
          "memory.update",
          "memory.delete",
          "tenant.read",
          "unit.read",
          "principal.read",
          "key.read",
          "access.resolve",
          "approval.create",
          "approval.read",
          "approval.decide",
          "approval.cancel",
          "approval.delegate");

  private static final Map<String, Role> MINIMUM =
      Map.ofEntries(
          Map.entry("memory.write.project", Role.DEVELOPER),
          Map.entry("memory.write.team", Role.TECH_LEAD),
          Map.entry("memory.write.org", Role.ARCHITECT),
          Map.entry("memory.write.company", Role.ADMIN),
          Map.entry("tenant.export", Role.TENANT_ADMIN),
          Map.entry("unit.create", Role.ADMIN),
          Map.entry("member.read.all", Role.ADMIN),
          Map.entry("member.put", Role.ADMIN),
          Map.entry("member.remove", Role.ADMIN),
          Map.entry("principal.create", Role.ADMIN),
          Map.entry("principal.read.all", Role.ADMIN),
          Map.entry("key.create", Role.ADMIN),
          Map.entry("key.read.all", Role.ADMIN),
          Map.entry("key.revoke", Role.ADMIN),
          Map.entry("approval.cancel.any", Role.ADMIN),
          Map.entry("webhook.create", Role.TENANT_ADMIN),
          Map.entry("webhook.read", Role.TENANT_ADMIN),
          Map.entry("webhook.update", Role.TENANT_ADMIN),
          Map.entry("webhook.delete", Role.TENANT_ADMIN));

  private static final Set<String> PLATFORM =
      Set.of(
          "tenant.create",
          "tenant.read.all",
          "tenant.export.all",
          "tenant.delete",
          "tenant.erasure");

  private static final Set<String> SERVICES =
      Set.of(
          "access.authenticate",
          "tenant_records.count",
          "tenant_records.export",
          "tenant_records.fence",
          "tenant_records.erase");

  @Override
  public Decision decide(Caller caller, String action, Optional<Role> roleOnResource) {
    if (PLATFORM.contains(action)) {
      return caller.platformAdmin() ? ALLOWED : denied(action, "a platform administrator");
    }
    if (SERVICES.contains(action)) {
      return caller.kind() == PrincipalKind.SERVICE ? ALLOWED : denied(action, "a service");
    }
    if (OPEN.contains(action)) {
      return ALLOWED;
    }
    Role minimum = MINIMUM.get(action);
    if (minimum == null) {
      return new Decision.Denied("no rule allows " + action);
    }
    if (roleOnResource.isPresent() && roleOnResource.get().isAtLeast(minimum)) {
      return ALLOWED;
    }
    return denied(action, "the role " + minimum.word() + " there");
  }

  private static Decision denied(String action, String needed) {
    return new Decision.Denied(action + " needs " + needed);
  }
}
