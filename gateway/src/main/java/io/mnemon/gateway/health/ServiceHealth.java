package io.mnemon.gateway.health;

import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.mnemon.gateway.routing.Services;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Whether a service behind the gateway answers and says that it serves. */
final class ServiceHealth implements HealthCheck {
  private final String service;
  private final Services services;
  private final Duration timeout;

  ServiceHealth(String service, Services services, Duration timeout) {
    this.service = service;
    this.services = services;
    this.timeout = timeout;
  }

  @Override
  public HealthCheckResponse call() {
    String status = status();
    boolean serves = status.equals(ServingStatus.SERVING.name());
    services.reportServing(service, serves);
    return HealthCheckResponse.named(service + " service reachable")
        .status(serves)
        .withData("status", status)
        .build();
  }

  private String status() {
    try {
      return HealthGrpc.newBlockingStub(services.channel(service))
          .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
          .check(HealthCheckRequest.getDefaultInstance())
          .getStatus()
          .name();
    } catch (StatusRuntimeException e) {
      return services.failure(service, e).code().name();
    }
  }
}
