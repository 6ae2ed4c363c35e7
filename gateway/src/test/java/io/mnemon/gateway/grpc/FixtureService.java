package io.mnemon.gateway.grpc;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.EmptyProto;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.DeleteMemoryRequest;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.TokenServerInterceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A memory service behind the proxy that keeps no memories: adding echoes, getting fails, searching
 * never answers, and a stream that the contract does not have echoes or pours. It writes down how
 * each call arrived.
 */
final class FixtureService extends MemoryServiceGrpc.MemoryServiceImplBase
    implements AutoCloseable {
  static final String STREAMS = "mnemon.memory.v1.StreamService";
  static final int POURED = 20_000;

  final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  final CountDownLatch cancelled = new CountDownLatch(1);
  final AtomicInteger poured = new AtomicInteger();
  private final Server server;

  /** How a call arrived. */
  record Arrival(String method, Metadata headers, Caller caller, @Nullable Deadline deadline) {}

  FixtureService(InternalTokens tokens) throws IOException {
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(16 << 20)
            .addService(this)
            .addService(streams())
            .intercept(new WritingDown())
            .intercept(new TokensOfContract(tokens))
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  /** Declares the methods Echo and Pour as a proto file would. */
  static Descriptors.ServiceDescriptor streamsDeclaration() {
    MethodDescriptorProto.Builder method =
        MethodDescriptorProto.newBuilder()
            .setInputType(".google.protobuf.Empty")
            .setOutputType(".google.protobuf.Empty")
            .setServerStreaming(true);
    try {
      return FileDescriptor.buildFrom(
              FileDescriptorProto.newBuilder()
                  .setName("streams.proto")
                  .setPackage("mnemon.memory.v1")
                  .setSyntax("proto3")
                  .addDependency("google/protobuf/empty.proto")
                  .addService(
                      ServiceDescriptorProto.newBuilder()
                          .setName("StreamService")
                          .addMethod(method.clone().setName("Echo").setClientStreaming(true))
                          .addMethod(method.clone().setName("Pour")))
                  .build(),
              new FileDescriptor[] {EmptyProto.getDescriptor()})
          .findServiceByName("StreamService");
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  static MethodDescriptor<byte[], byte[]> stream(String name, MethodDescriptor.MethodType type) {
    return MethodDescriptor.newBuilder(BytesMarshaller.INSTANCE, BytesMarshaller.INSTANCE)
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(STREAMS, name))
        .build();
  }

  private ServerServiceDefinition streams() {
    return ServerServiceDefinition.builder(STREAMS)
        .addMethod(
            stream("Echo", MethodDescriptor.MethodType.BIDI_STREAMING),
            ServerCalls.asyncBidiStreamingCall(Echo::new))
        .addMethod(
            stream("Pour", MethodDescriptor.MethodType.SERVER_STREAMING),
            ServerCalls.asyncServerStreamingCall((request, to) -> pour(request, to)))
        .build();
  }

  // Sends the request's bytes again and again, as long as they are taken.
  private void pour(byte[] drop, StreamObserver<byte[]> observer) {
    ServerCallStreamObserver<byte[]> to = (ServerCallStreamObserver<byte[]>) observer;
    to.setOnReadyHandler(
        () -> {
          while (to.isReady() && poured.get() < POURED) {
            to.onNext(drop);
            if (poured.incrementAndGet() == POURED) {
              to.onCompleted();
            }
          }
        });
  }

  @Override
  public void addMemory(AddMemoryRequest request, StreamObserver<Memory> answer) {
    answer.onNext(request.getMemory());
    answer.onCompleted();
  }

  @Override
  public void getMemory(GetMemoryRequest request, StreamObserver<Memory> answer) {
    answer.onError(
        GrpcErrors.toGrpc(
            request.getId().isEmpty()
                ? ServiceException.invalid("id", "must be set")
                : new ServiceException(ErrorCode.NOT_FOUND, "the memory was not found")));
  }

  @Override
  public void deleteMemory(DeleteMemoryRequest request, StreamObserver<Empty> answer) {
    answer.onError(
        Status.DATA_LOSS.withDescription("table memory at 10.0.0.7").asRuntimeException());
  }

  @Override
  public void searchMemories(
      SearchMemoriesRequest request, StreamObserver<SearchMemoriesResponse> answer) {
    ((ServerCallStreamObserver<SearchMemoriesResponse>) answer)
        .setOnCancelHandler(cancelled::countDown);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  /** Sends back what it gets. */
  private record Echo(StreamObserver<byte[]> to) implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] message) {
      to.onNext(message);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {
      to.onCompleted();
    }
  }

  /** Verifies tokens as every service does, and lets through the streams without an action. */
  private static final class TokensOfContract implements ServerInterceptor {
    private final TokenServerInterceptor real;

    TokensOfContract(InternalTokens tokens) {
      this.real = new TokenServerInterceptor(tokens);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return STREAMS.equals(call.getMethodDescriptor().getServiceName())
          ? next.startCall(call, headers)
          : real.interceptCall(call, headers, next);
    }
  }

  private final class WritingDown implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String method = call.getMethodDescriptor().getFullMethodName();
      Caller caller =
          method.startsWith(STREAMS) ? Caller.service("stream") : CallerContext.current();
      arrivals.add(new Arrival(method, headers, caller, Context.current().getDeadline()));
      return next.startCall(call, headers);
    }
  }
}
