package io.mnemon.governance.authorization;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.authorization.CedarEngine;
import io.mnemon.authorization.Explainer;
import io.mnemon.authorization.PolicyChecks;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.TenantScope;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Set;

/** Puts a tenant's own rules together with the engine that decides by them. */
final class RulesWiring {
  @Produces
  @Singleton
  PostgresRuleStore ruleStore(@Governance PostgresSession session) {
    return new PostgresRuleStore(session);
  }

  @Produces
  @Singleton
  @Governance
  Explainer authorizer(CedarEngine engine, PostgresRuleStore store) {
    return engine.authorizer(tenant -> store.rules(TenantScope.of(tenant, Set.of())));
  }

  @Produces
  @Singleton
  RuleLimits limits(RulesConfig config) {
    return new RuleLimits(
        config.maxRoles(), config.maxPolicies(), config.maxPolicyLength(), config.maxHistory());
  }

  @Produces
  @Singleton
  Roles roles(
      Directory directory,
      PostgresRuleStore store,
      Guard guard,
      PolicyChecks checks,
      Settled settled,
      @Governance TimeOrderedIds ids,
      InstantSource clock,
      RuleLimits limits) {
    return new Roles(directory, store, guard, checks, settled, ids, clock, limits);
  }

  @Produces
  @Singleton
  Policies policies(
      Directory directory,
      PostgresRuleStore store,
      Guard guard,
      PolicyChecks checks,
      Settled settled,
      InstantSource clock,
      RuleLimits limits) {
    return new Policies(directory, store, guard, checks, settled, clock, limits);
  }

  @Produces
  @Singleton
  Authorizing authorizing(
      Directory directory, Guard guard, @Governance Explainer explainer, PolicyChecks checks) {
    return new Authorizing(directory, guard, explainer, checks.actions());
  }
}
