package io.mnemon.gateway.auth;

import com.github.benmanes.caffeine.cache.Ticker;
import io.mnemon.gateway.routing.Services;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** Makes the check of who is asking. */
public final class AuthWiring {
  private static final Duration LEASE = Duration.ofSeconds(2);

  @Produces
  @Singleton
  Epochs epochs(InstantSource clock) {
    return new Epochs(Ticker.systemTicker(), clock);
  }

  @Produces
  @Singleton
  Deliveries deliveries(Epochs epochs) {
    return new Deliveries(epochs);
  }

  @Produces
  @Singleton
  GrpcEpochWatch epochWatch(Services services, Epochs epochs) {
    return new GrpcEpochWatch(services, epochs, Ticker.systemTicker());
  }

  void start(@Observes StartupEvent started, GrpcEpochWatch watch) {
    watch.start();
  }

  void stop(@Observes ShutdownEvent stopping, GrpcEpochWatch watch) {
    watch.close();
  }

  @Produces
  @Singleton
  Authentication authentication(
      AuthConfig config,
      Services services,
      Epochs epochs,
      Strangers strangers,
      InstantSource clock) {
    if (config.cacheLifetime().compareTo(LEASE) > 0) {
      throw new IllegalArgumentException(
          "mnemon.gateway.auth.cache-lifetime is "
              + config.cacheLifetime().toMillis()
              + " ms: write at most 2s, because a revoked key must be refused after 2 seconds");
    }
    KeyChecks checks =
        new CachedKeyChecks(
            new BoundedKeyChecks(
                new GrpcKeyChecks(services, services.deadline(), config.cell()),
                strangers,
                config.cacheSize(),
                Ticker.systemTicker()),
            epochs,
            new CachedKeyChecks.Limits(
                config.cacheLifetime(), config.refusalLifetime(), config.cacheSize()),
            Ticker.systemTicker());
    return new Authentication(checks, strangers, clock);
  }
}
