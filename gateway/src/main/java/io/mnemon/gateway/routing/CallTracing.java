package io.mnemon.gateway.routing;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;

/** Gives every call to a service a span and sends the trace context along. */
final class CallTracing {
  private static final TextMapSetter<Metadata> TO_METADATA = CallTracing::put;

  private final OpenTelemetry telemetry;
  private final Tracer tracer;

  CallTracing(OpenTelemetry telemetry) {
    this.telemetry = telemetry;
    this.tracer = telemetry.getTracer("io.mnemon.gateway");
  }

  <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    // First: a call that cannot begin has no span.
    ClientCall<Q, A> call = next.newCall(method, options);
    Span span =
        tracer
            .spanBuilder(method.getFullMethodName())
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("rpc.system", "grpc")
            .startSpan();
    Context context = Context.current().with(span);
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        telemetry.getPropagators().getTextMapPropagator().inject(context, headers, TO_METADATA);
        super.start(new SpanEnd<>(listener, span), headers);
      }
    };
  }

  private static void put(@Nullable Metadata headers, String name, String value) {
    if (headers != null) {
      Metadata.Key<String> key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
      headers.discardAll(key);
      headers.put(key, value);
    }
  }

  private static final class SpanEnd<A> extends SimpleForwardingClientCallListener<A> {
    private final Span span;

    SpanEnd(ClientCall.Listener<A> listener, Span span) {
      super(listener);
      this.span = span;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      span.setAttribute("rpc.grpc.status_code", status.getCode().value());
      if (!status.isOk()) {
        span.setStatus(StatusCode.ERROR, status.getCode().name());
      }
      span.end();
      super.onClose(status, trailers);
    }
  }
}
