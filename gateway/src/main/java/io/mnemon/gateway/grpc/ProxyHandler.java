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
import io.mnemon.gateway.limits.Admission;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TokenServerInterceptor;
import io.opentelemetry.context.Scope;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

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
  private final CallRecords records;

  ProxyHandler(
      MethodDescriptor<byte[], byte[]> method,
      Inside inside,
      Semaphore slots,
      CallRecords records) {
    this.method = method;
    this.name = Objects.requireNonNull(method.getBareMethodName());
    this.service = TokenServerInterceptor.audience(Objects.requireNonNull(method.getServiceName()));
    this.inside = inside;
    this.slots = slots;
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
      Caller caller = inside.authenticate(headers.get(ProxyMetadata.AUTHORIZATION), address(call));
      record.caller(caller);
      ClientCall<byte[], byte[]> onward =
          inside.channel(service, caller).newCall(method, options());
      ProxiedCall proxied =
          new ProxiedCall(call, onward, ProxyMetadata.inward(record.requestId()), outcome);
      // Who streams requests is let in by the message; no public method does so yet.
      return method.getType().clientSendsOneMessage()
          ? proxied.startOnceAdmitted(message -> outcome.admit(caller, message))
          : proxied.start();
    } catch (RuntimeException e) {
      outcome.refuse(e);
      return new ServerCall.Listener<>() {};
    }
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
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Admission.Permit permit = () -> {};

    Outcome(ServerCall<byte[], byte[]> call, CallRecord record, boolean admitted) {
      this.call = call;
      this.record = record;
      this.admitted = admitted;
    }

    /** Whether the call was let in; otherwise it has been answered. */
    boolean admit(Caller caller, byte[] message) {
      try (Scope scope = record.context().makeCurrent()) {
        permit = inside.admit(caller, method.getFullMethodName(), message);
        return true;
      } catch (RuntimeException e) {
        refuse(e);
        return false;
      }
    }

    @Override
    public Metadata headers(Metadata fromService) {
      return ProxyMetadata.outward(fromService, record.requestId());
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

    void refuse(RuntimeException e) {
      end(e instanceof ServiceException known ? known : GrpcErrors.ofGrpc(GrpcErrors.toGrpc(e)));
    }

    private void end(ServiceException failure) {
      end(GrpcErrors.status(failure), GrpcErrors.trailers(failure));
    }

    private void end(Status status, Metadata trailers) {
      if (!ended.compareAndSet(false, true)) {
        return;
      }
      permit.close();
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
