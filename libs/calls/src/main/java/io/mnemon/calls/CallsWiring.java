package io.mnemon.calls;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.quarkus.grpc.runtime.health.GrpcHealthStorage;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Makes what calls between services need, and lets the last of them end before the process does.
 */
public final class CallsWiring {
  private static final Logger LOG = Logger.getLogger(CallsWiring.class);

  /** Who calls from outside is shut out before; what services work with is closed after. */
  private static final int AFTER_THE_EDGES = 200;

  @Produces
  @Singleton
  CallLimits limits(CallsConfig config) {
    return CallLimits.of(config);
  }

  @Produces
  @Singleton
  Drain drain() {
    return new Drain();
  }

  void leave(
      @Observes @Priority(AFTER_THE_EDGES) ShutdownEvent stopping,
      @Any Instance<GrpcHealthStorage> health,
      DrainConfig config,
      Drain drain)
      throws InterruptedException {
    if (health.isUnsatisfied()) {
      return;
    }
    health.get().setStatus(GrpcHealthStorage.DEFAULT_SERVICE_NAME, ServingStatus.NOT_SERVING);
    Thread.sleep(config.notice());
    int left = drain.await(config.timeout());
    if (left > 0) {
      LOG.warnf("%d calls did not end within %s: they are cut off", left, config.timeout());
    }
  }
}
