package io.mnemon.tenancy;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes what every service needs to know its callers. */
public final class TenancyWiring {
  @Produces
  @Singleton
  InternalTokens internalTokens(InternalConfig config, InstantSource clock) {
    return InternalTokens.ofFile(config.secretFile(), clock, config.tokenLifetime());
  }

  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.system();
  }
}
