package io.mnemon.calls;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A memory service that does as its requests say: answers, refuses, fails, or stays silent. */
final class StandIn extends MemoryServiceGrpc.MemoryServiceImplBase implements AutoCloseable {
  final AtomicInteger calls = new AtomicInteger();
  final HealthStatusManager health = new HealthStatusManager();
  private final String name;
  private final Server server;

  StandIn(String name, int port) throws IOException {
    this.name = name;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .addService(this)
            .addService(health.getHealthService())
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  @Override
  public void getMemory(GetMemoryRequest request, StreamObserver<Memory> answer) {
    act(request.getId(), answer);
  }

  @Override
  public void addMemory(AddMemoryRequest request, StreamObserver<Memory> answer) {
    act(request.getMemory().getContent(), answer);
  }

  private void act(String wish, StreamObserver<Memory> answer) {
    int call = calls.incrementAndGet();
    switch (wish) {
      case "break" -> answer.onError(Status.UNAVAILABLE.asRuntimeException());
      case "break once" -> {
        if (call == 1) {
          answer.onError(Status.UNAVAILABLE.asRuntimeException());
        } else {
          answer(answer);
        }
      }
      case "refuse" ->
          answer.onError(
              GrpcErrors.toGrpc(new ServiceException(ErrorCode.UNAVAILABLE, "the record is away")));
      case "silence" -> {
        // The caller's deadline ends it.
      }
      default -> answer(answer);
    }
  }

  private void answer(StreamObserver<Memory> answer) {
    answer.onNext(Memory.newBuilder().setId(name).build());
    answer.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
