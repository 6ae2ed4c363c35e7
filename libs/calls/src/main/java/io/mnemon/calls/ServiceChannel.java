package io.mnemon.calls;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The way to one service. A call waits a while for a service that is not reachable, since one that
 * restarts is back soon and nothing was sent yet; how long and how many is limited. What fails
 * though it was sent is retried only where the contract calls the method idempotent.
 *
 * <p>gRPC pauses up to two minutes between attempts to connect; here whoever waits lets it try
 * again after a second, all of them together once.
 */
public final class ServiceChannel implements AutoCloseable {
  private static final long CLOSE_SECONDS = 5;
  private static final Duration RECONNECT = Duration.ofSeconds(1);

  private final String service;
  private final CallLimits limits;
  private final ManagedChannel connections;
  private final Channel guarded;
  private final ServiceBreaker breaker;
  private final Semaphore waiting;
  private final AtomicLong lastHurry = new AtomicLong(System.nanoTime());
  private volatile long lastFailing = System.nanoTime();
  private volatile boolean serves = true;

  /**
   * @param service its name, e.g. {@code memory}
   * @param target its address: host:port, several with commas between, or a gRPC target such as
   *     {@code dns:///memory:9091}, or {@code in-process:NAME} if this process has the service
   * @param contract what it implements
   */
  public ServiceChannel(
      String service,
      String target,
      int maxMessageBytes,
      CallLimits limits,
      List<ServiceDescriptor> contract) {
    this.service = service;
    this.limits = limits;
    this.breaker = new ServiceBreaker(service, limits);
    this.waiting = new Semaphore(limits.maxWaiting());
    this.connections =
        connections(target, maxMessageBytes, limits)
            .disableServiceConfigLookUp()
            .defaultServiceConfig(CallPolicy.of(contract, limits))
            .build();
    this.guarded = ClientInterceptors.intercept(connections, guard());
    watch(connections.getState(false));
  }

  private static ManagedChannelBuilder<?> connections(
      String target, int maxMessageBytes, CallLimits limits) {
    return InProcess.name(target)
        .<ManagedChannelBuilder<?>>map(InProcess::connections)
        .orElseGet(
            () ->
                NettyChannelBuilder.forTarget(AddressList.target(target))
                    .usePlaintext()
                    .keepAliveTime(limits.keepaliveTime().toNanos(), TimeUnit.NANOSECONDS)
                    .keepAliveTimeout(limits.keepaliveTimeout().toNanos(), TimeUnit.NANOSECONDS)
                    .maxInboundMessageSize(maxMessageBytes));
  }

  /**
   * For calls that do the service's work; beginning one may wait, so for virtual threads, and
   * throws a {@link ServiceException} if the service is not there.
   */
  public Channel channel() {
    return guarded;
  }

  /** For asking whether the service is there. */
  public Channel unguarded() {
    return connections;
  }

  /** What a failed call is to the caller. */
  public ServiceException failure(StatusRuntimeException e) {
    ServiceException failure = GrpcErrors.ofGrpc(e);
    boolean isUnreachable = connections.getState(false) != ConnectivityState.READY;
    if (isUnreachable) {
      hurry();
    }
    // Who waited for a connection until the deadline did not wait for a slow service.
    return isUnreachable
            && failure.code() == ErrorCode.DEADLINE_EXCEEDED
            && failure.getCause() != null
        ? new ServiceException(ErrorCode.UNAVAILABLE, unreachable().publicMessage(), e)
        : failure;
  }

  /** Tells whether the service, asked for it, has said that it serves. */
  public void reportServing(boolean said) {
    if (!said || !serves) {
      lastFailing = System.nanoTime();
    }
    serves = said;
  }

  /**
   * Whether the service could not be reached or did not serve at any moment since.
   *
   * @param nanos a time, as of {@link System#nanoTime}
   */
  public boolean isFailingSince(long nanos) {
    return !serves || isFailing(connections.getState(false)) || lastFailing - nanos >= 0;
  }

  private static boolean isFailing(ConnectivityState state) {
    return state == ConnectivityState.TRANSIENT_FAILURE;
  }

  /** Remembers when the connections failed last, from one change of their state to the next. */
  private void watch(ConnectivityState before) {
    connections.notifyWhenStateChanged(
        before,
        () -> {
          ConnectivityState now = connections.getState(false);
          if (isFailing(before) || isFailing(now)) {
            lastFailing = System.nanoTime();
          }
          if (now != ConnectivityState.SHUTDOWN) {
            watch(now);
          }
        });
  }

  private ServiceException unreachable() {
    return ServiceBreaker.unavailable(service + " is not reachable at the moment");
  }

  private ClientInterceptor guard() {
    return new ClientInterceptor() {
      @Override
      public <Q, A> ClientCall<Q, A> interceptCall(
          MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        ServiceBreaker.Call admitted = breaker.admit();
        awaitConnection(options, admitted);
        return new Guarded<>(next.newCall(method, options.withWaitForReady()), admitted);
      }
    };
  }

  private void awaitConnection(CallOptions options, ServiceBreaker.Call admitted) {
    if (connections.getState(true) == ConnectivityState.READY) {
      return;
    }
    if (!waiting.tryAcquire()) {
      admitted.saysNothing();
      throw unreachable();
    }
    try {
      if (!becomesReady(System.nanoTime() + patienceNanos(options))) {
        admitted.failed();
        throw unreachable();
      }
      // It has said that it serves: nobody else has to wait for what becomes of a long call.
      admitted.answered();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      admitted.saysNothing();
      throw unreachable();
    } finally {
      waiting.release();
    }
  }

  private long patienceNanos(CallOptions options) {
    return Math.min(
        limits.patience().toNanos(),
        Math.min(left(options.getDeadline()), left(Context.current().getDeadline())));
  }

  private static long left(@Nullable Deadline deadline) {
    return deadline == null ? Long.MAX_VALUE : deadline.timeRemaining(TimeUnit.NANOSECONDS);
  }

  private boolean becomesReady(long end) throws InterruptedException {
    while (true) {
      ConnectivityState state = connections.getState(true);
      long left = end - System.nanoTime();
      if (state == ConnectivityState.READY) {
        return true;
      }
      if (left <= 0 || Context.current().isCancelled()) {
        return false;
      }
      if (state == ConnectivityState.TRANSIENT_FAILURE) {
        hurry();
      }
      CountDownLatch changed = new CountDownLatch(1);
      connections.notifyWhenStateChanged(state, changed::countDown);
      var unused = changed.await(Math.min(left, RECONNECT.toNanos()), TimeUnit.NANOSECONDS);
    }
  }

  private void hurry() {
    long now = System.nanoTime();
    long last = lastHurry.get();
    if (now - last >= RECONNECT.toNanos() && lastHurry.compareAndSet(last, now)) {
      connections.resetConnectBackoff();
    }
  }

  @Override
  public void close() {
    connections.shutdown();
    try {
      if (!connections.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        connections.shutdownNow();
      }
    } catch (InterruptedException e) {
      connections.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Tells the breaker how the call ends. */
  private static final class Guarded<Q, A> extends SimpleForwardingClientCall<Q, A> {
    private final ServiceBreaker.Call admitted;

    Guarded(ClientCall<Q, A> call, ServiceBreaker.Call admitted) {
      super(call);
      this.admitted = admitted;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      super.start(
          new SimpleForwardingClientCallListener<>(listener) {
            @Override
            public void onHeaders(Metadata answer) {
              admitted.answered();
              super.onHeaders(answer);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              admitted.closed(status, trailers);
              super.onClose(status, trailers);
            }
          },
          headers);
    }
  }
}
