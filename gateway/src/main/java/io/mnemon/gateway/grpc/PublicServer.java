package io.mnemon.gateway.grpc;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The public gRPC port: the proxied methods, reflection that shows just those, and health. Every
 * call runs on a virtual thread of its own, never on an event loop.
 */
final class PublicServer {
  private static final Logger LOG = Logger.getLogger(PublicServer.class);

  private final GrpcConfig config;
  private final ServerHealth health;
  private final ExecutorService calls;
  private final Server server;

  /**
   * @param services what is offered
   * @param handlers makes the handler of each method
   */
  // The older reflection is deprecated, and still the only one that many clients speak.
  @SuppressWarnings("deprecation")
  PublicServer(
      GrpcConfig config,
      List<Descriptors.ServiceDescriptor> services,
      Function<MethodDescriptor<byte[], byte[]>, ServerCallHandler<byte[], byte[]>> handlers,
      ServerHealth health) {
    this.config = config;
    this.health = health;
    this.calls =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("public-grpc-", 0).factory());
    NettyServerBuilder builder =
        builder(config)
            .executor(calls)
            .fallbackHandlerRegistry(new UnknownMethods())
            .addService(ProtoReflectionServiceV1.newInstance())
            .addService(ProtoReflectionService.newInstance())
            .addService(health.service());
    services.forEach(service -> builder.addService(definition(service, handlers)));
    this.server = builder.build();
  }

  private static NettyServerBuilder builder(GrpcConfig config) {
    return NettyServerBuilder.forAddress(new InetSocketAddress(config.host(), config.port()))
        .maxInboundMessageSize(Math.toIntExact(config.maxMessageSize().asLongValue()))
        .maxInboundMetadataSize(Math.toIntExact(config.maxMetadataSize().asLongValue()))
        .maxConcurrentCallsPerConnection(config.maxCallsPerConnection())
        .keepAliveTime(config.keepaliveTime().toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveTimeout(config.keepaliveTimeout().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveTime(config.clientKeepaliveTime().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveWithoutCalls(true)
        .maxConnectionIdle(config.maxConnectionIdle().toNanos(), TimeUnit.NANOSECONDS)
        .maxConnectionAge(config.maxConnectionAge().toNanos(), TimeUnit.NANOSECONDS)
        .maxConnectionAgeGrace(config.maxConnectionAgeGrace().toNanos(), TimeUnit.NANOSECONDS);
  }

  private static ServerServiceDefinition definition(
      Descriptors.ServiceDescriptor service,
      Function<MethodDescriptor<byte[], byte[]>, ServerCallHandler<byte[], byte[]>> handlers) {
    List<MethodDescriptor<byte[], byte[]>> methods =
        service.getMethods().stream().map(PublicServer::method).toList();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(service.getFullName())
            .setSchemaDescriptor(new ServiceSchema(service));
    methods.forEach(descriptor::addMethod);
    ServerServiceDefinition.Builder definition =
        ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(method -> definition.addMethod(method, handlers.apply(method)));
    return definition.build();
  }

  private static MethodDescriptor<byte[], byte[]> method(Descriptors.MethodDescriptor method) {
    return MethodDescriptor.newBuilder(BytesMarshaller.INSTANCE, BytesMarshaller.INSTANCE)
        .setType(type(method))
        .setFullMethodName(
            MethodDescriptor.generateFullMethodName(
                method.getService().getFullName(), method.getName()))
        .setSchemaDescriptor(new MethodSchema(method))
        .build();
  }

  private static MethodDescriptor.MethodType type(Descriptors.MethodDescriptor method) {
    if (method.isClientStreaming()) {
      return method.isServerStreaming()
          ? MethodDescriptor.MethodType.BIDI_STREAMING
          : MethodDescriptor.MethodType.CLIENT_STREAMING;
    }
    return method.isServerStreaming()
        ? MethodDescriptor.MethodType.SERVER_STREAMING
        : MethodDescriptor.MethodType.UNARY;
  }

  void start() {
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot open the public gRPC port "
              + config.host()
              + ":"
              + config.port()
              + ": stop what listens there, or set MNEMON_GRPC_PORT to a free port",
          e);
    }
    health.start(config.healthInterval());
    LOG.infof("gRPC listens at %s:%d", config.host(), port());
  }

  /** The port that is really listened at. */
  int port() {
    return server.getPort();
  }

  void stop() {
    health.stop();
    server.shutdown();
    try {
      Duration grace = config.stopGrace();
      if (!server.awaitTermination(grace.toNanos(), TimeUnit.NANOSECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    calls.shutdown();
  }

  /** Tells reflection how a service is declared. */
  private record ServiceSchema(Descriptors.ServiceDescriptor service)
      implements ProtoServiceDescriptorSupplier {
    @Override
    public Descriptors.ServiceDescriptor getServiceDescriptor() {
      return service;
    }

    @Override
    public FileDescriptor getFileDescriptor() {
      return service.getFile();
    }
  }

  /** Tells reflection how a method is declared. */
  private record MethodSchema(Descriptors.MethodDescriptor method)
      implements ProtoMethodDescriptorSupplier {
    @Override
    public Descriptors.MethodDescriptor getMethodDescriptor() {
      return method;
    }

    @Override
    public Descriptors.ServiceDescriptor getServiceDescriptor() {
      return method.getService();
    }

    @Override
    public FileDescriptor getFileDescriptor() {
      return method.getFile();
    }
  }
}
