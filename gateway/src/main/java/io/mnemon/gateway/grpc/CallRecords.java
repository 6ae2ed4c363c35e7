package io.mnemon.gateway.grpc;

import io.grpc.Metadata;
import io.mnemon.gateway.http.RequestIds;
import io.mnemon.gateway.journal.RequestJournal;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.jspecify.annotations.Nullable;

/** Begins the record of each public call: with the id and in the trace that its client names. */
final class CallRecords {
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

  private final TextMapPropagator propagator;
  private final Tracer tracer;
  private final RequestIds ids;
  private final RequestJournal journal;

  CallRecords(OpenTelemetry telemetry, RequestIds ids, RequestJournal journal) {
    this.propagator = telemetry.getPropagators().getTextMapPropagator();
    this.tracer = telemetry.getTracer("io.mnemon.gateway");
    this.ids = ids;
    this.journal = journal;
  }

  /**
   * @param fullName the method's name with its service
   * @param name the method's name within its service
   */
  CallRecord begin(String fullName, String name, Metadata headers) {
    Context parent = propagator.extract(Context.root(), headers, FROM_METADATA);
    Span span =
        tracer
            .spanBuilder(fullName)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("rpc.system", "grpc")
            .startSpan();
    String requestId = ids.of(headers.get(ProxyMetadata.REQUEST_ID));
    return new CallRecord(journal, name, requestId, parent.with(span));
  }
}
