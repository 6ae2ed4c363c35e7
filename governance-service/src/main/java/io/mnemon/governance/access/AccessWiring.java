package io.mnemon.governance.access;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.governance.tenant.Grants;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.PrincipalLimit;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.storage.PostgresSession;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** Puts credentials and subjects together. */
final class AccessWiring {
  private static final Duration MAX_LAST_USE_INTERVAL = Duration.ofSeconds(5);

  @Produces
  @Singleton
  PostgresKeyStore keyStore(
      @Governance PostgresSession session,
      @Governance TimeOrderedIds ids,
      InstantSource clock,
      AccessConfig config) {
    return new PostgresKeyStore(session, ids, clock, config.maxKeys());
  }

  @Produces
  @Singleton
  LastUses lastUses(PostgresKeyStore keys, AccessConfig config) {
    if (config.lastUseInterval().compareTo(MAX_LAST_USE_INTERVAL) > 0) {
      throw new IllegalArgumentException(
          "mnemon.governance.access.last-use-interval is "
              + config.lastUseInterval().toMillis()
              + " ms: write at most 5s, because the use of a key must be seen by then");
    }
    return new LastUses(keys, config.lastUseInterval(), config.lastUseLimit());
  }

  void start(@Observes StartupEvent started, LastUses uses) {
    uses.start();
  }

  void stop(@Observes ShutdownEvent stopping, LastUses uses) {
    uses.close();
  }

  @Produces
  @Singleton
  Authentication authentication(
      PostgresKeyStore keys, TokenSignIn tokens, LastUses uses, Guard guard, InstantSource clock) {
    return new Authentication(keys, tokens, uses, guard, clock);
  }

  @Produces
  @Singleton
  Subjects subjects(
      Directory directory,
      @Governance PostgresSession session,
      @Governance TimeOrderedIds ids,
      AccessLimits limits,
      PrincipalLimit principals) {
    return new Subjects(directory, new PostgresSubjectStore(session), ids, limits, principals);
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
      Grants grants,
      Settled settled,
      AccessConfig config,
      @Governance TimeOrderedIds ids,
      InstantSource clock) {
    KeyScopes scopes = new KeyScopes(ActionMapper.publicActions());
    return new Keys(
        directory,
        store,
        new KeyRules(directory, guard, grants, scopes, ids, clock),
        new KeyLimits(config.maxKeys(), config.maxKeyOverlap()),
        guard,
        grants,
        settled,
        clock);
  }
}
