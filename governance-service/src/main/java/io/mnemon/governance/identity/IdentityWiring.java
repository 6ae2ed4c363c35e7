package io.mnemon.governance.identity;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.governance.egress.Egress;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.governance.tenant.Grants;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.PrincipalLimit;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.PostgresSession;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts signing in and out together. */
final class IdentityWiring {
  @Produces
  @Singleton
  IssuerStore issuerStore(@Governance PostgresSession session, @Governance ControlSession control) {
    return new PostgresIssuerStore(session, control);
  }

  @Produces
  @Singleton
  IdentityStore identityStore(@Governance PostgresSession session, InstantSource clock) {
    return new PostgresIdentityStore(session, clock);
  }

  @Produces
  @Singleton
  TokenProofs proofs(Egress egress, IdentityConfig config, InstantSource clock) {
    IdentityConfig.Keys keys = config.keys();
    return new NimbusTokens(
        new NimbusIssuerKeys(
            new EgressDocuments(egress, keys.maxBytes()),
            new KeyTimes(keys.freshFor(), keys.keptFor(), keys.pause()),
            keys.maxIssuers(),
            clock),
        config.maxTokenSize());
  }

  @Produces
  @Singleton
  TokenRules rules(IdentityConfig config) {
    return new TokenRules(config.leeway(), config.maxTokenLifetime());
  }

  @Produces
  @Singleton
  SignIn signIn(
      TokenProofs proofs,
      IssuerStore issuers,
      IdentityStore identities,
      TokenRules rules,
      IdentityConfig config,
      PrincipalLimit principals,
      @Governance TimeOrderedIds ids,
      InstantSource clock) {
    return new SignIn(
        proofs,
        new Trust(issuers),
        rules,
        new Arrivals(identities, ids, principals),
        config.maxActors(),
        clock);
  }

  @Produces
  @Singleton
  Issuers issuers(
      Directory directory,
      IssuerStore store,
      IdentityStore identities,
      Egress egress,
      Guard guard,
      Settled settled,
      IdentityConfig config,
      @Governance TimeOrderedIds ids,
      InstantSource clock) {
    return new Issuers(
        directory,
        store,
        identities,
        new IssuerRules(egress, config.maxMappings()),
        guard,
        settled,
        config.maxIssuers(),
        ids,
        clock);
  }

  @Produces
  @Singleton
  SignOut signOut(
      Directory directory,
      IdentityStore identities,
      TokenRules rules,
      Guard guard,
      Grants grants,
      Settled settled,
      InstantSource clock) {
    return new SignOut(directory, identities, rules, guard, grants, settled, clock);
  }

  @Produces
  @Singleton
  LogoutDoor logoutDoor(
      TokenProofs proofs,
      IssuerStore issuers,
      TokenRules rules,
      IdentityStore identities,
      Settled settled,
      InstantSource clock) {
    return new LogoutDoor(proofs, new Trust(issuers), rules, identities, settled, clock);
  }
}
