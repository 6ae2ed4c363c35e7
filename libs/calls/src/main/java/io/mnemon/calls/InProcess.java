package io.mnemon.calls;

import io.grpc.BindableService;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The way from a caller to a service of the same process: the same calls, without the socket. A
 * message passes as the object that it is, and the service is entered on its caller's thread, which
 * it gives back at once by working on one of its own.
 */
final class InProcess implements AutoCloseable {
  private static final String SCHEME = "in-process:";
  private static final long CLOSE_SECONDS = 5;

  private final Server server;

  /**
   * Offers the services.
   *
   * @param door what every call passes, outermost first
   */
  InProcess(String name, Iterable<BindableService> services, List<ServerInterceptor> door) {
    InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor();
    services.forEach(
        service -> builder.addService(ServerInterceptors.interceptForward(service, door)));
    try {
      server = builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException("services of this name are offered already: " + name, e);
    }
  }

  /** The name that an address gives, if it is one of this process. */
  static Optional<String> name(String address) {
    return address.startsWith(SCHEME)
        ? Optional.of(address.substring(SCHEME.length()))
        : Optional.empty();
  }

  static ManagedChannelBuilder<?> connections(String name) {
    return InProcessChannelBuilder.forName(name).directExecutor().enableRetry();
  }

  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
