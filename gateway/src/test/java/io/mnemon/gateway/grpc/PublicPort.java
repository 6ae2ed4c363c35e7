package io.mnemon.gateway.grpc;

import com.google.protobuf.Descriptors;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.gateway.auth.Epochs;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.gateway.http.RequestIds;
import io.mnemon.gateway.journal.RequestJournal;
import io.mnemon.gateway.limits.Admission;
import io.mnemon.gateway.limits.TenantsShare;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.PrincipalKind;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The public port in front of a fixture, for a platform that knows a key of each tenant. */
final class PublicPort implements AutoCloseable {
  static final Caller ALICE =
      new Caller(
          UUID.fromString("0198a000-0000-7000-8000-000000000001"),
          UUID.fromString("0198a000-0000-7000-8000-000000000002"),
          PrincipalKind.USER,
          "alice",
          null,
          List.of(),
          List.of(),
          null,
          false,
          1,
          UUID.fromString("0198a000-0000-7000-8000-000000000003"));
  private static final Caller OF_OTHER_TENANT =
      new Caller(
          UUID.fromString("0198a000-0000-7000-8000-000000000011"),
          UUID.fromString("0198a000-0000-7000-8000-000000000012"),
          PrincipalKind.USER,
          "mallory",
          null,
          List.of(),
          List.of(),
          null,
          false,
          1,
          UUID.fromString("0198a000-0000-7000-8000-000000000013"));
  private static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);

  final InternalTokens tokens =
      new InternalTokens(List.of(SECRET), InstantSource.system(), Duration.ofMinutes(1));
  final FixtureService service = new FixtureService(tokens);
  final AtomicBoolean ready = new AtomicBoolean(true);
  final AtomicBoolean lettingIn = new AtomicBoolean(true);
  final AtomicBoolean known = new AtomicBoolean(true);
  final AtomicBoolean delivering = new AtomicBoolean(true);
  final AtomicInteger begunInside = new AtomicInteger();
  final AtomicReference<String> trace = new AtomicReference<>("");
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ManagedChannel inside =
      NettyChannelBuilder.forAddress("127.0.0.1", service.port())
          .usePlaintext()
          .maxInboundMessageSize(8 << 20)
          .build();
  private final PublicServer server;
  private final ManagedChannel client;

  PublicPort(Map<String, String> settings, Duration deadline) throws IOException {
    GrpcConfig config = GrpcConfigs.of(settings);
    List<Descriptors.ServiceDescriptor> offered =
        new ArrayList<>(PublicContract.of(PublicMethods.ofContract()).services());
    offered.add(FixtureService.streamsDeclaration());
    Semaphore slots = new Semaphore(config.maxCalls());
    TenantsShare share = new TenantsShare(config.maxCalls());
    OpenTelemetry telemetry =
        OpenTelemetry.propagating(
            ContextPropagators.create(W3CTraceContextPropagator.getInstance()));
    CallRecords records =
        new CallRecords(telemetry, new RequestIds(UUID::randomUUID), new RequestJournal(meters));
    this.server =
        new PublicServer(
            config,
            offered,
            method -> new ProxyHandler(method, new Platform(deadline), slots, share, records),
            new ServerHealth(List.of(MemoryServiceGrpc.SERVICE_NAME), ready::get));
    server.start();
    this.client =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port())
            .usePlaintext()
            .maxInboundMessageSize(16 << 20)
            .build();
  }

  static PublicPort open() throws IOException {
    return new PublicPort(Map.of(), Duration.ofSeconds(10));
  }

  /** A client without a key. */
  Channel anonymous() {
    return client;
  }

  /** A client with the good key that sends some more metadata. */
  Channel alice(Metadata more) {
    return withKey("good", more);
  }

  private Channel withKey(String key, Metadata more) {
    Metadata headers = new Metadata();
    headers.put(ProxyMetadata.AUTHORIZATION, "Bearer " + key);
    headers.merge(more);
    return ClientInterceptors.intercept(client, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  MemoryServiceGrpc.MemoryServiceBlockingStub memories() {
    return MemoryServiceGrpc.newBlockingStub(alice(new Metadata()));
  }

  /** The memories of another tenant. */
  MemoryServiceGrpc.MemoryServiceBlockingStub othersMemories() {
    return MemoryServiceGrpc.newBlockingStub(withKey("other", new Metadata()));
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.stop();
    inside.shutdownNow();
    service.close();
  }

  private final class Platform implements Inside {
    private final Duration deadline;

    Platform(Duration deadline) {
      this.deadline = deadline;
    }

    @Override
    public Caller authenticate(@Nullable String authorization, String address) {
      if ("Bearer good".equals(authorization)) {
        return ALICE;
      }
      if ("Bearer other".equals(authorization)) {
        return OF_OTHER_TENANT;
      }
      throw new ServiceException(ErrorCode.UNAUTHENTICATED, "the request carries no good key");
    }

    @Override
    public Caller current(Caller caller, @Nullable String authorization, String address) {
      if (known.get()) {
        return caller;
      }
      throw new ServiceException(ErrorCode.UNAUTHENTICATED, "the key was revoked");
    }

    @Override
    public Admission.Permit admit(Caller caller, String method, byte[] message) {
      if (lettingIn.get()) {
        return () -> {};
      }
      throw new ServiceException(ErrorCode.RESOURCE_EXHAUSTED, "too many requests");
    }

    @Override
    public Epochs.Delivery deliver(
        Caller caller, String method, @Nullable String authorization, String address) {
      if (delivering.get()) {
        return () -> {};
      }
      throw new ServiceException(ErrorCode.UNAUTHENTICATED, "the key was revoked");
    }

    @Override
    public Channel channel(String service, Caller caller) {
      begunInside.incrementAndGet();
      trace.set(Span.current().getSpanContext().getTraceId());
      Metadata headers = new Metadata();
      headers.put(CallerContext.TOKEN, tokens.sign(caller, service));
      return ClientInterceptors.intercept(
          inside, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Override
    public ServiceException failure(String service, StatusRuntimeException failure) {
      return GrpcErrors.ofGrpc(failure);
    }

    @Override
    public Duration deadline() {
      return deadline;
    }
  }
}
