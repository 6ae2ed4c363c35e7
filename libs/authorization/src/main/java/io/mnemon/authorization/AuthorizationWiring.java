package io.mnemon.authorization;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Starts the engine that decides. */
final class AuthorizationWiring {
  @Produces
  @Singleton
  CedarEngine engine(AuthorizationConfig config) {
    return new CedarEngine(
        config.threads(),
        config.maxWaiting(),
        config.timeout(),
        config.maxDecisions(),
        config.maxTenants());
  }

  void close(@Disposes CedarEngine engine) {
    engine.close();
  }

  @Produces
  @Singleton
  PolicyChecks checks(CedarEngine engine) {
    return new CedarPolicyChecks(engine);
  }
}
