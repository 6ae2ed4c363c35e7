package io.mnemon.gateway.routing;

import com.github.benmanes.caffeine.cache.Ticker;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.tenancy.InternalTokens;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

/** Makes the way from the gateway to the services. */
public final class RoutingWiring {
  @Produces
  @Singleton
  PublicMethods publicMethods() {
    return PublicMethods.ofContract();
  }

  @Produces
  @Singleton
  Services services(RoutingConfig config, InternalTokens tokens, OpenTelemetry telemetry) {
    int maxBytes = Math.toIntExact(config.maxMessageSize().asLongValue());
    return new Services(
        Map.of(
            "memory", new ServiceChannel(config.memory().target(), maxBytes),
            "governance", new ServiceChannel(config.governance().target(), maxBytes)),
        new TokenCache(tokens, Ticker.systemTicker()),
        new CallTracing(telemetry)::interceptCall,
        config.deadline(),
        config.streamDeadline());
  }

  void close(@Disposes Services services) {
    services.close();
  }
}
