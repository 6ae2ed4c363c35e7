package io.mnemon.gateway.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/** What is told of one public call: a span in the client's trace, and its time and outcome. */
final class CallRecord {
  private static final TextMapGetter<Metadata> FROM_METADATA =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Metadata headers) {
          return headers.keys();
        }

        @Override
        public @Nullable String get(@Nullable Metadata headers, String name) {
          return headers == null
              ? null
              : headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        }
      };

  private final MeterRegistry meters;
  private final String method;
  private final Timer.Sample time;
  private final Context context;
  private final Span span;

  private CallRecord(MeterRegistry meters, String method, Context context, Span span) {
    this.meters = meters;
    this.method = method;
    this.time = Timer.start(meters);
    this.context = context;
    this.span = span;
  }

  /** Begins the record of a call whose headers may name the trace that it belongs to. */
  static CallRecord begin(
      OpenTelemetry telemetry, MeterRegistry meters, String method, Metadata headers) {
    Context parent =
        telemetry
            .getPropagators()
            .getTextMapPropagator()
            .extract(Context.root(), headers, FROM_METADATA);
    Span span =
        telemetry
            .getTracer("io.mnemon.gateway")
            .spanBuilder(method)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("rpc.system", "grpc")
            .startSpan();
    return new CallRecord(meters, method, parent.with(span), span);
  }

  /** The trace context of what is done for the call. */
  Context context() {
    return context;
  }

  void end(Status status) {
    span.setAttribute("rpc.grpc.status_code", status.getCode().value());
    if (!status.isOk()) {
      span.setStatus(StatusCode.ERROR, status.getCode().name());
    }
    span.end();
    time.stop(
        Timer.builder("mnemon.gateway.grpc.calls")
            .description("Calls on the public gRPC port")
            .tag("method", method)
            .tag("code", status.getCode().name())
            .register(meters));
  }
}
