package io.mnemon.acceptance;

import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import java.util.concurrent.TimeUnit;

/** The platform's public door for gRPC. */
final class Grpc implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final int PATIENCE_SECONDS = 60;

  private final ManagedChannel channel;

  Grpc(int port) {
    this.channel =
        io.grpc.Grpc.newChannelBuilder("localhost:" + port, InsecureChannelCredentials.create())
            .build();
  }

  ManagedChannel channel() {
    return channel;
  }

  MemoryServiceGrpc.MemoryServiceBlockingStub memories(String key) {
    return with(key, MemoryServiceGrpc.newBlockingStub(channel));
  }

  /** The stub with a credential. */
  static <S extends AbstractBlockingStub<S>> S with(String key, S stub) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + key);
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
