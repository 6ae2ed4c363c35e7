package io.mnemon.gateway.grpc;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * The gRPC health service: the port as a whole (the empty name) and each public service are serving
 * while the platform is ready. Readiness is asked again and again, so that those who watch hear of
 * a change.
 */
final class ServerHealth {
  private static final Logger LOG = Logger.getLogger(ServerHealth.class);

  private final HealthStatusManager statuses = new HealthStatusManager();
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("public-grpc-health").factory());
  private final List<String> services;
  private final BooleanSupplier readiness;

  ServerHealth(List<String> services, BooleanSupplier readiness) {
    this.services = List.copyOf(services);
    this.readiness = readiness;
    set(ServingStatus.NOT_SERVING);
  }

  BindableService service() {
    return statuses.getHealthService();
  }

  void start(Duration interval) {
    schedule.scheduleWithFixedDelay(this::refresh, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  void refresh() {
    boolean ready;
    try {
      ready = readiness.getAsBoolean();
    } catch (RuntimeException e) {
      LOG.warn("readiness could not be asked, the gRPC port counts as not serving", e);
      ready = false;
    }
    set(ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  void stop() {
    schedule.shutdownNow();
    statuses.enterTerminalState();
  }

  private void set(ServingStatus status) {
    statuses.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    services.forEach(service -> statuses.setStatus(service, status));
  }
}
