package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creates tenants and tells which there are. */
final class Tenants {
  private static final String ADMIN = "admin";

  private final TenantStore store;
  private final FirstKey firstKey;
  private final Guard guard;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  Tenants(
      TenantStore store, FirstKey firstKey, Guard guard, Supplier<UUID> ids, InstantSource clock) {
    this.store = store;
    this.firstKey = firstKey;
    this.guard = guard;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * A tenant that was just made.
   *
   * @param key the administrator's key, shown once
   */
  record NewTenant(Tenant tenant, Principal admin, String key) {}

  /**
   * @throws ServiceException ALREADY_EXISTS if the name is taken, or if the same request was
   *     answered before: its key cannot be shown again
   */
  NewTenant create(Caller caller, String name, @Nullable Once once) {
    guard.require(caller, "tenant.create", Optional.empty());
    Instant now = clock.instant();
    Tenant tenant = new Tenant(ids.get(), Name.checked("name", name), now);
    Principal admin = new Principal(ids.get(), PrincipalKind.USER, ADMIN, null, null, false, now);
    Founding founding =
        new Founding(
            tenant,
            List.of(admin),
            List.of(new Membership(admin.id(), tenant.id(), Role.TENANT_ADMIN, null, true)),
            once);
    TenantScope scope = TenantScope.of(tenant.id(), Set.of());
    return switch (store.found(scope, founding, tx -> firstKey.issue(scope, tx, admin.id()))) {
      case TenantStore.Founded.Created(String key) -> new NewTenant(tenant, admin, key);
      case TenantStore.Founded.UsedForOther() -> throw Once.usedForOther();
      case TenantStore.Founded.NameTaken() ->
          throw new ServiceException(
              ErrorCode.ALREADY_EXISTS,
              "there is a tenant " + tenant.name() + " already: choose another name");
      case TenantStore.Founded.Repeated(UUID before) ->
          throw new ServiceException(
              ErrorCode.ALREADY_EXISTS,
              "this request has made the tenant "
                  + before
                  + " already, and its key was shown then: it cannot be shown again");
    };
  }

  /** All tenants for an administrator of the platform, for anybody else their own. */
  Page<Tenant> list(Caller caller, Page.Request wanted) {
    if (guard.allows(caller, "tenant.read.all", Optional.empty())) {
      return store.tenants(wanted);
    }
    return new Page<>(
        wanted.after() == null ? store.tenant(caller.tenant()).stream().toList() : List.of(), null);
  }

  Tenant get(Caller caller, String id) {
    return PrincipalRef.id(id)
        .filter(
            tenant ->
                tenant.equals(caller.tenant())
                    || guard.allows(caller, "tenant.read.all", Optional.empty()))
        .flatMap(store::tenant)
        .orElseThrow(() -> ServiceException.notFound("tenant " + id));
  }
}
