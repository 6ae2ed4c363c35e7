package io.mnemon.governance.authorization;

import io.mnemon.authorization.TenantRules;
import io.mnemon.governance.tenant.Creation;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Where a tenant's own roles and policies are kept. Every change moves the tenant's epoch, and
 * names the one at which it was judged that the change may be made: {@link
 * io.mnemon.governance.tenant.EpochMovedException} if it is another one by now; then nothing was
 * changed.
 */
interface RuleStore {
  /**
   * All of them and the epoch, as of one moment.
   *
   * @throws io.mnemon.api.ServiceException NOT_FOUND if there is no such tenant
   */
  TenantRules rules(TenantScope scope);

  /** By name. */
  List<MadeRole> roles(TenantScope scope);

  Creation createRole(TenantScope scope, MadeRole role, UUID by, int maxRoles, long epoch);

  RoleDeletion deleteRole(TenantScope scope, String name, long epoch);

  /** Those that hold, by name. */
  List<PolicyVersion> policies(TenantScope scope);

  /** The versions of a policy, the latest first. */
  List<PolicyVersion> history(TenantScope scope, String name, int limit);

  /**
   * Writes the next version of a policy.
   *
   * @throws io.mnemon.api.ServiceException RESOURCE_EXHAUSTED if the tenant has as many others
   */
  PolicyVersion put(TenantScope scope, PolicyVersion wanted, int maxPolicies, long epoch);

  /** Writes a version that deletes the policy; answers whether there was one. */
  boolean delete(TenantScope scope, String name, Instant at, UUID by, long epoch);

  /** What came of the wish to delete a role. */
  enum RoleDeletion {
    DELETED,
    NO_SUCH_ROLE,
    /** Somebody holds it, or held it until it expired. */
    HELD
  }
}
