package io.mnemon.governance.tenant;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.Authorizer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts tenants, units and principals together. */
final class TenantWiring {
  @Produces
  @Singleton
  Guard guard(@Governance Authorizer authorizer) {
    return new Guard(authorizer);
  }

  @Produces
  @Singleton
  Grants grants(Guard guard, CustomRoles customRoles) {
    return new Grants(guard, customRoles);
  }

  @Produces
  @Singleton
  Directory directory(
      @Governance PostgresSession session, TenantConfig config, InstantSource clock) {
    return new Directory(
        new PostgresDirectoryStore(session),
        new CachedUnitTrees(new PostgresUnitTrees(session), config.cachedUnitTrees()),
        clock);
  }

  @Produces
  @Singleton
  TenantStore tenantStore(
      @Governance PostgresSession session,
      @Governance ControlSession control,
      InstantSource clock) {
    return new PostgresTenantStore(session, control, clock);
  }

  @Produces
  @Singleton
  FirstTenant firstTenant(
      TenantStore store, Directory directory, @Governance TimeOrderedIds ids, InstantSource clock) {
    return new FirstTenant(store, directory, ids, clock);
  }

  @Produces
  @Singleton
  Tenants tenants(
      TenantStore store,
      FirstKey firstKey,
      Guard guard,
      @Governance TimeOrderedIds ids,
      InstantSource clock) {
    return new Tenants(store, firstKey, guard, ids, clock);
  }

  @Produces
  @Singleton
  Units units(
      Directory directory,
      TenantStore store,
      Guard guard,
      @Governance TimeOrderedIds ids,
      InstantSource clock,
      TenantConfig config) {
    return new Units(directory, store, guard, ids, clock, config.maxUnits());
  }

  @Produces
  @Singleton
  Members members(
      Directory directory,
      TenantStore store,
      Guard guard,
      Grants grants,
      Settled settled,
      InstantSource clock) {
    return new Members(directory, store, guard, grants, settled, clock);
  }

  @Produces
  @Singleton
  PrincipalLimit principalLimit(TenantConfig config) {
    return new PrincipalLimit(config.maxPrincipals());
  }

  @Produces
  @Singleton
  Principals principals(
      Directory directory,
      TenantStore store,
      Guard guard,
      PrincipalLimit limit,
      @Governance TimeOrderedIds ids,
      InstantSource clock) {
    return new Principals(directory, store, guard, limit, ids, clock);
  }
}
