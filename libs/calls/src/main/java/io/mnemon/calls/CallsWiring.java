package io.mnemon.calls;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.grpc.ServerInterceptor;
import io.quarkus.arc.Arc;
import io.quarkus.grpc.runtime.GrpcContainer;
import io.quarkus.grpc.runtime.ServerInterceptorStorage;
import io.quarkus.grpc.runtime.health.GrpcHealthStorage;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes what calls between services need, and lets the last of them end before the process does.
 */
@Singleton
public final class CallsWiring {
  private static final Logger LOG = Logger.getLogger(CallsWiring.class);

  /** Who calls from outside is shut out before; what services work with is closed after. */
  private static final int AFTER_THE_EDGES = 200;

  private static final int FIRST = 1;

  /** What ties a call to the connection that it came on has no place where there is none. */
  private static final String OF_CONNECTIONS = "io.quarkus.grpc.runtime.supports.";

  private @Nullable InProcess inProcess;

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

  /**
   * Before anybody who calls a service at the start. What is offered is what the port offers,
   * behind the same door.
   */
  void offer(
      @Observes @Priority(FIRST) StartupEvent starting,
      CallsConfig config,
      Instance<GrpcContainer> services,
      Instance<ServerInterceptorStorage> door) {
    config
        .inProcess()
        .ifPresent(
            name ->
                inProcess =
                    new InProcess(name, services.get().getServices(), interceptors(door.get())));
  }

  private static List<ServerInterceptor> interceptors(ServerInterceptorStorage door) {
    return door.getGlobalInterceptors().stream()
        .filter(type -> !type.getName().startsWith(OF_CONNECTIONS))
        .map(type -> (ServerInterceptor) Arc.container().select(type).get())
        .sorted(Comparator.comparingInt(CallsWiring::priority).reversed())
        .toList();
  }

  private static int priority(ServerInterceptor interceptor) {
    return interceptor instanceof Prioritized prioritized ? prioritized.getPriority() : 0;
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
    if (inProcess != null) {
      inProcess.close();
    }
  }
}
