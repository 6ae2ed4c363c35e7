package io.mnemon.client;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.TlsChannelCredentials;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls methods of the contract over one channel, with the caller's credential. */
final class Calls implements AutoCloseable {
  // A page of a hundred memories of 64 KiB, or a piece of an export with their vectors and
  // versions.
  private static final int MOST_BYTES = 32 << 20;
  private static final long CLOSING_SECONDS = 5;
  private static final long KEEP_ALIVE_SECONDS = 30;
  private static final long KEEP_ALIVE_ANSWER_SECONDS = 10;

  private final ManagedChannel managed;
  private final Channel channel;
  private final Settings settings;

  Calls(ManagedChannel managed, Settings settings) {
    this.managed = managed;
    this.channel =
        ClientInterceptors.intercept(managed, new CredentialInterceptor(settings.credential()));
    this.settings = settings;
  }

  static Calls connect(Settings settings) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                settings.target(),
                settings.isSecure()
                    ? TlsChannelCredentials.create()
                    : InsecureChannelCredentials.create())
            .maxInboundMessageSize(MOST_BYTES)
            // Whether a call is made again is decided here, with the contract in hand.
            .disableRetry()
            .userAgent("mnemon-java")
            // A line that is dead and does not say so would hold an export for ever.
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
            .build();
    return new Calls(channel, settings);
  }

  /** Calls a method; a second call is made only where it does no more than the first. */
  <Q, A> CompletableFuture<A> call(MethodDescriptor<Q, A> method, Q request) {
    return new RepeatedCall<>(channel, settings, method, request, isSafe(method)).start();
  }

  /** Calls a method that, as this request asks for it, does no more when it is called again. */
  <Q, A> CompletableFuture<A> repeat(MethodDescriptor<Q, A> method, Q request) {
    return new RepeatedCall<>(channel, settings, method, request, true).start();
  }

  /** As {@link #repeat}, for what may take longer than other calls. */
  <Q, A> CompletableFuture<A> repeatWithin(
      Duration longest, MethodDescriptor<Q, A> method, Q request) {
    Settings patient =
        longest.compareTo(settings.timeout()) > 0 ? settings.withTimeout(longest) : settings;
    return new RepeatedCall<>(channel, patient, method, request, true).start();
  }

  /** The messages of a stream, which lasts until it ends or the context is cancelled. */
  <Q, A> Iterator<A> stream(
      Context.CancellableContext context, MethodDescriptor<Q, A> method, Q request) {
    Context before = context.attach();
    try {
      return ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, request);
    } finally {
      context.detach(before);
    }
  }

  int retries() {
    return settings.retries();
  }

  private static boolean isSafe(MethodDescriptor<?, ?> method) {
    return method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema
        && schema.getMethodDescriptor().getOptions().getIdempotencyLevel()
            == IdempotencyLevel.NO_SIDE_EFFECTS;
  }

  @Override
  public void close() {
    managed.shutdown();
    try {
      if (managed.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    managed.shutdownNow();
  }
}
