package io.mnemon.governance.tenant;

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

/**
 * The tenant that a new platform begins with, its administrator, who may manage the platform too,
 * and an application for all of it.
 */
public final class FirstTenant {
  private final TenantStore store;
  private final Directory directory;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  FirstTenant(TenantStore store, Directory directory, Supplier<UUID> ids, InstantSource clock) {
    this.store = store;
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
  }

  /** The ids of what a platform begins with. */
  public record Made(UUID tenant, UUID admin, UUID application) {}

  /** What a platform begins with is called. */
  public record Names(String tenant, String admin, String application) {}

  /**
   * Creates them, or finds them where an earlier start has created them.
   *
   * @throws IllegalStateException if there is a tenant of that name without them
   */
  public Made ensure(Names names) {
    Optional<Tenant> there = store.tenantNamed(names.tenant());
    if (there.isPresent()) {
      return find(there.get(), names);
    }
    Instant now = clock.instant();
    Tenant tenant = new Tenant(ids.get(), names.tenant(), now);
    Made made = new Made(tenant.id(), ids.get(), ids.get());
    TenantStore.Founded founded =
        store.found(scope(tenant), founding(tenant, names, made), tx -> "");
    return founded instanceof TenantStore.Founded.Created
        ? made
        : find(store.tenantNamed(names.tenant()).orElseThrow(), names);
  }

  private Made find(Tenant tenant, Names names) {
    Snapshot snapshot =
        directory.look(scope(tenant), Set.of(), Set.of(names.admin(), names.application()));
    Principal admin = principal(snapshot, tenant, names.admin());
    Principal application = principal(snapshot, tenant, names.application());
    if (!admin.platformAdmin() || application.kind() != PrincipalKind.APPLICATION) {
      throw new IllegalStateException(
          "tenant "
              + tenant.name()
              + " was not made by a first start: set mnemon.governance.bootstrap.tenant to another"
              + " name, or mnemon.governance.bootstrap.enabled to false");
    }
    return new Made(tenant.id(), admin.id(), application.id());
  }

  private static Principal principal(Snapshot snapshot, Tenant tenant, String name) {
    return snapshot
        .find(new PrincipalRef(null, name))
        .map(Grantee::principal)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "tenant "
                        + tenant.name()
                        + " has no principal "
                        + name
                        + ": give mnemon.governance.bootstrap the names that it had at the first"
                        + " start, or set mnemon.governance.bootstrap.enabled to false"));
  }

  private static Founding founding(Tenant tenant, Names names, Made made) {
    Instant now = tenant.createdAt();
    return new Founding(
        tenant,
        List.of(
            new Principal(made.admin(), PrincipalKind.USER, names.admin(), null, null, true, now),
            new Principal(
                made.application(),
                PrincipalKind.APPLICATION,
                names.application(),
                null,
                null,
                false,
                now)),
        List.of(
            new Membership(made.admin(), tenant.id(), Role.TENANT_ADMIN, null, true),
            new Membership(made.application(), tenant.id(), Role.ADMIN, null, true)),
        null);
  }

  private static TenantScope scope(Tenant tenant) {
    return TenantScope.of(tenant.id(), Set.of());
  }
}
