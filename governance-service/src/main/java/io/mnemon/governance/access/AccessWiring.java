package io.mnemon.governance.access;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.storage.PostgresSession;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts credentials and subjects together. */
final class AccessWiring {
  @Produces
  @Singleton
  PostgresKeyStore keyStore(
      @Governance PostgresSession session, @Governance TimeOrderedIds ids, InstantSource clock) {
    return new PostgresKeyStore(session, ids, clock);
  }

  @Produces
  @Singleton
  Authentication authentication(PostgresKeyStore keys, Guard guard, InstantSource clock) {
    return new Authentication(keys, guard, clock);
  }

  @Produces
  @Singleton
  Subjects subjects(
      Directory directory,
      @Governance PostgresSession session,
      @Governance TimeOrderedIds ids,
      AccessLimits limits) {
    return new Subjects(directory, new PostgresSubjectStore(session), ids, limits);
  }

  @Produces
  @Singleton
  AccessLimits limits(AccessConfig config) {
    return new AccessLimits(config.maxSubjects(), config.maxUsers(), config.maxUnitViews());
  }

  @Produces
  @Singleton
  FirstKeys firstKeys(PostgresKeyStore keys, @Governance TimeOrderedIds ids, InstantSource clock) {
    return new FirstKeys(keys, ids, clock);
  }

  @Produces
  @Singleton
  Keys keys(
      Directory directory,
      PostgresKeyStore store,
      Guard guard,
      @Governance TimeOrderedIds ids,
      InstantSource clock) {
    return new Keys(
        directory, store, guard, new KeyScopes(ActionMapper.publicActions()), ids, clock);
  }
}
