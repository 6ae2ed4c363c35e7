package io.mnemon.governance.tenant;

import io.mnemon.storage.Work;
import io.mnemon.tenancy.ControlPlane;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where tenants and what is in them are kept. Every change moves the tenant's epoch. */
interface TenantStore {
  /**
   * Creates a tenant in one transaction with further work, which is not done if the tenant cannot
   * be created.
   *
   * @param scope the new tenant's
   */
  Founded found(TenantScope scope, Founding founding, Work<String> further);

  @ControlPlane("which tenants there are belongs to none of them")
  Page<Tenant> tenants(Page.Request wanted);

  @ControlPlane("which tenants there are belongs to none of them")
  Optional<Tenant> tenant(UUID id);

  @ControlPlane("a name stands for a tenant before the tenant is known")
  Optional<Tenant> tenantNamed(String name);

  /** Answers LimitReached if the tenant has as many units already. */
  Creation createUnit(TenantScope scope, Unit unit, @Nullable Once once, int maxUnits);

  /** Answers LimitReached if the tenant has as many principals already. */
  Creation createPrincipal(
      TenantScope scope, Principal principal, @Nullable Once once, int maxPrincipals);

  /** In the order of their creation; of any kind if none is given. */
  Page<Principal> principals(TenantScope scope, @Nullable PrincipalKind kind, Page.Request wanted);

  /**
   * Grants a role, in place of the one that the principal had there.
   *
   * @param granter the role of the one who asks; who holds a stronger one is left alone
   * @param epoch at which it was judged that they may
   * @throws EpochMovedException if the epoch is another one by now; then nothing was changed
   */
  MemberChange putMember(TenantScope scope, Membership membership, Role granter, long epoch);

  /**
   * @param granter the role of the one who asks; who holds a stronger one is left alone
   * @param epoch at which it was judged that they may
   * @throws EpochMovedException if the epoch is another one by now; then nothing was changed
   */
  MemberChange removeMember(TenantScope scope, UUID principal, UUID unit, Role granter, long epoch);

  /**
   * Who has a role on exactly this unit, expired ones included, in the order of principals; of
   * several that one has the strongest, those that hold before those that have expired.
   */
  Page<Membership> members(TenantScope scope, UUID unit, Page.Request wanted);

  /** What came of the wish to found a tenant. */
  sealed interface Founded {
    /**
     * @param further what the further work returned
     */
    record Created(String further) implements Founded {}

    /** The same request was answered before with this tenant. */
    record Repeated(UUID tenant) implements Founded {}

    record UsedForOther() implements Founded {}

    record NameTaken() implements Founded {}
  }
}
