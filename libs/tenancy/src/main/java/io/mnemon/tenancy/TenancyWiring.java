package io.mnemon.tenancy;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Makes what every service needs to know its callers. */
public final class TenancyWiring {
  private static final Duration TICK = Duration.of(1, ChronoUnit.MICROS);

  @Produces
  @Singleton
  InternalTokens internalTokens(InternalConfig config, InstantSource clock) {
    return InternalTokens.ofFile(config.secretFile(), clock, config.tokenLifetime());
  }

  /** Ticks as finely as Postgres keeps times: what an answer says now it says for ever. */
  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.tick(Clock.systemUTC(), TICK);
  }
}
