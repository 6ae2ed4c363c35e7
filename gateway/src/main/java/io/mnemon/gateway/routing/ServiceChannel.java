package io.mnemon.gateway.routing;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;

/**
 * The connection to one service. gRPC waits up to two minutes between attempts to reach a service
 * that was gone for long; here a request that finds it unreachable makes the next attempt happen at
 * once, so that recovery is seen as soon as somebody asks.
 */
final class ServiceChannel implements AutoCloseable {
  private static final long CLOSE_SECONDS = 5;

  private final String target;
  private final ManagedChannel channel;

  ServiceChannel(String target, int maxMessageBytes) {
    this.target = target;
    this.channel =
        NettyChannelBuilder.forTarget(target)
            .usePlaintext()
            .defaultLoadBalancingPolicy("round_robin")
            .maxInboundMessageSize(maxMessageBytes)
            .build();
  }

  String target() {
    return target;
  }

  ManagedChannel channel() {
    return channel;
  }

  void hurryIfUnreachable() {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
    }
  }

  @Override
  public void close() {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException e) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
