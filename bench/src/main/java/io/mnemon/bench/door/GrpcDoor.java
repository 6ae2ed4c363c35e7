package io.mnemon.bench.door;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;

/** One channel that all clients share, as those of one program do. */
public final class GrpcDoor implements Door {
  private static final int MOST_BYTES = 32 << 20;

  private final ManagedChannel channel;

  public GrpcDoor(String host, int port) {
    channel =
        Grpc.newChannelBuilder(host + ":" + port, InsecureChannelCredentials.create())
            .directExecutor()
            .maxInboundMessageSize(MOST_BYTES)
            .build();
  }

  @Override
  public String name() {
    return "gRPC";
  }

  @Override
  public Connection connect() {
    return new GrpcConnection(channel);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
