package io.mnemon.gateway.grpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.auth.Epochs;
import io.mnemon.gateway.limits.Admission;
import io.mnemon.gateway.limits.TenantsShare;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TokenServerInterceptor;
import io.opentelemetry.context.Scope;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of one public method: it finds out who is asking, and passes the call on to the service
 * as that caller. Runs where waiting is cheap: authentication may ask governance.
 */
final class ProxyHandler implements ServerCallHandler<byte[], byte[]> {
  private final MethodDescriptor<byte[], byte[]> method;
  private final String name;
  private final String service;
  private final Inside inside;
  private final Semaphore slots;
  private final TenantsShare share;
  private final CallRecords records;

  ProxyHandler(
      MethodDescriptor<byte[], byte[]> method,
      Inside inside,
      Semaphore slots,
      TenantsShare share,
      CallRecords records) {
    this.method = method;
    this.name = Objects.requireNonNull(method.getBareMethodName());
    this.service = TokenServerInterceptor.audience(Objects.requireNonNull(method.getServiceName()));
    this.inside = inside;
    this.slots = slots;
    this.share = share;
    this.records = records;
  }

  @Override
  public ServerCall.Listener<byte[]> startCall(ServerCall<byte[], byte[]> call, Metadata headers) {
    CallRecord record = records.begin(method.getFullMethodName(), name, headers);
    boolean admitted = slots.tryAcquire();
    Outcome outcome = new Outcome(call, record, admitted);
    try (Scope scope = record.context().makeCurrent()) {
      if (!admitted) {
        throw new ServiceException(
            ErrorCode.RESOURCE_EXHAUSTED, "too many calls are running at once, try again later");
      }
      String authorization = headers.get(ProxyMetadata.AUTHORIZATION);
      String address = address(call);
      Caller caller = inside.authenticate(authorization, address);
      record.caller(caller);
      outcome.countFor(caller.tenant());
      outcome.deliverTo(caller, authorization, address);
      ProxiedCall proxied =
          new ProxiedCall(call, ProxyMetadata.inward(record.requestId()), outcome);
      if (method.getType().clientSendsOneMessage()) {
        outcome.awaitRequest();
        return proxied.startOnceAdmitted(
            message -> outcome.admit(caller, authorization, address, message));
      }
      // Who streams requests is let in by the message; no public method does so yet.
      return proxied.start(onward(caller));
    } catch (RuntimeException e) {
      outcome.refuse(e);
      return new ServerCall.Listener<>() {};
    }
  }

  /** A call that must be started: until it ends, the service may be left alone because of it. */
  private ClientCall<byte[], byte[]> onward(Caller caller) {
    return inside.channel(service, caller).newCall(method, options());
  }

  private static String address(ServerCall<?, ?> call) {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
            instanceof InetSocketAddress socket
        ? socket.getAddress().getHostAddress()
        : "unknown";
  }

  // The client's deadline is in the gRPC context, from which every call inside takes it. A stream
  // may be meant to stay open: it lives as long as its connection.
  private CallOptions options() {
    if (Context.current().getDeadline() != null || !method.getType().serverSendsOneMessage()) {
      return CallOptions.DEFAULT;
    }
    return CallOptions.DEFAULT.withDeadlineAfter(inside.deadline().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** How the call ends. */
  private final class Outcome implements ProxiedCall.Endings {
    private final ServerCall<byte[], byte[]> call;
    private final CallRecord record;
    private final boolean admitted;
    private final CompletableFuture<Boolean> requestCame = new CompletableFuture<>();
    private boolean ended;
    private @Nullable UUID counted;
    private Admission.Permit permit = () -> {};
    private volatile Supplier<Epochs.Delivery> delivery =
        () -> {
          throw new IllegalStateException("nobody is known to hand anything to");
        };

    Outcome(ServerCall<byte[], byte[]> call, CallRecord record, boolean admitted) {
      this.call = call;
      this.record = record;
      this.admitted = admitted;
    }

    /** Lets a tenant have a part of all calls only; a stream counts for as long as it lasts. */
    void countFor(UUID tenant) {
      share.take(tenant);
      synchronized (this) {
        counted = tenant;
      }
    }

    /** Names whom the answers are for. */
    void deliverTo(Caller caller, @Nullable String authorization, String address) {
      delivery = () -> inside.deliver(caller, method.getFullMethodName(), authorization, address);
    }

    /** Refuses the call if its request does not come in time: until then it keeps its slot. */
    void awaitRequest() {
      var unused =
          requestCame
              .completeOnTimeout(false, inside.deadline().toNanos(), TimeUnit.NANOSECONDS)
              .thenAccept(
                  came -> {
                    if (!came) {
                      Thread.startVirtualThread(
                          () ->
                              refuse(
                                  new ServiceException(
                                      ErrorCode.DEADLINE_EXCEEDED, "the request did not arrive")));
                    }
                  });
    }

    /** The call to the service if this one was let in; otherwise it has been answered. */
    Optional<ClientCall<byte[], byte[]>> admit(
        Caller caller, @Nullable String authorization, String address, byte[] message) {
      if (!requestCame.complete(true)) {
        return Optional.empty();
      }
      try (Scope scope = record.context().makeCurrent()) {
        Admission.Permit mine = inside.admit(caller, method.getFullMethodName(), message);
        synchronized (this) {
          if (ended) {
            mine.close();
            return Optional.empty();
          }
          permit = mine;
        }
        Caller now = inside.current(caller, authorization, address);
        deliverTo(now, authorization, address);
        return Optional.of(onward(now));
      } catch (RuntimeException e) {
        refuse(e);
        return Optional.empty();
      }
    }

    @Override
    public Metadata headers(Metadata fromService) {
      return ProxyMetadata.outward(fromService, record.requestId());
    }

    @Override
    public Epochs.Delivery deliver() {
      return delivery.get();
    }

    @Override
    public void close(Status status, Metadata trailers) {
      boolean explained =
          status.isOk()
              || status.getCode() == Status.Code.CANCELLED
              || trailers.containsKey(ProxyMetadata.STATUS_DETAILS);
      if (explained) {
        end(status, trailers);
      } else {
        end(inside.failure(service, status.asRuntimeException(trailers)));
      }
    }

    @Override
    public void refuse(RuntimeException e) {
      end(e instanceof ServiceException known ? known : GrpcErrors.ofGrpc(GrpcErrors.toGrpc(e)));
    }

    private void end(ServiceException failure) {
      end(GrpcErrors.status(failure), GrpcErrors.trailers(failure));
    }

    private void end(Status status, Metadata trailers) {
      synchronized (this) {
        if (ended) {
          return;
        }
        ended = true;
        permit.close();
        if (counted != null) {
          share.giveBack(counted);
        }
      }
      requestCame.complete(true);
      if (admitted) {
        slots.release();
      }
      record.end(status);
      // A call that broke off on the client's side was told why by the transport, if it still can.
      if (!call.isCancelled()) {
        call.close(status, ProxyMetadata.outward(trailers, record.requestId()));
      }
    }
  }
}
