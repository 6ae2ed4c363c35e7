package io.mnemon.authorization;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Starts the engine that decides. */
final class AuthorizationWiring {
  @Produces
  @Singleton
  CedarEngine engine(AuthorizationConfig config) {
    return new CedarEngine(
        config.atOnce(), config.patience(), config.maxDecisions(), config.maxTenants());
  }

  @Produces
  @Singleton
  PolicyChecks checks(CedarEngine engine) {
    return new CedarPolicyChecks(engine);
  }
}
