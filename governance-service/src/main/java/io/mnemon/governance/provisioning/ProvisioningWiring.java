package io.mnemon.governance.provisioning;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.PrincipalLimit;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.storage.PostgresSession;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts together what a company's directory pushes. */
final class ProvisioningWiring {
  @Produces
  @Singleton
  Access access(Directory directory, Guard guard) {
    return new Access(directory, guard);
  }

  @Produces
  @Singleton
  Users users(
      Access access,
      @Governance PostgresSession session,
      PrincipalLimit limit,
      Settled settled,
      @Governance TimeOrderedIds ids,
      InstantSource clock) {
    return new Users(access, new PostgresUserStore(session), limit, settled, ids, clock);
  }

  @Produces
  @Singleton
  Groups groups(
      Access access,
      @Governance PostgresSession session,
      Settled settled,
      @Governance TimeOrderedIds ids,
      InstantSource clock,
      ProvisioningConfig config) {
    return new Groups(
        access, new PostgresGroupStore(session), settled, ids, clock, config.maxMembers());
  }

  @Produces
  @Singleton
  Mappings mappings(
      Access access, @Governance PostgresSession session, Settled settled, InstantSource clock) {
    return new Mappings(
        access, new PostgresGroupStore(session), new PostgresMappingStore(session, clock), settled);
  }
}
