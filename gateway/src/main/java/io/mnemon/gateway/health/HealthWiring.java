package io.mnemon.gateway.health;

import io.mnemon.gateway.routing.Services;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;

/** Makes the checks of readiness: the gateway is ready when the services that it needs answer. */
public final class HealthWiring {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  @Produces
  @Readiness
  @ApplicationScoped
  HealthCheck memory(Services services) {
    return new ServiceHealth("memory", services, TIMEOUT);
  }

  @Produces
  @Readiness
  @ApplicationScoped
  HealthCheck governance(Services services) {
    return new ServiceHealth("governance", services, TIMEOUT);
  }
}
