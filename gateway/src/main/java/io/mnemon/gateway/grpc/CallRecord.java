package io.mnemon.gateway.grpc;

import io.grpc.Status;
import io.mnemon.gateway.journal.RequestJournal;
import io.mnemon.gateway.journal.ServedRequest;
import io.mnemon.tenancy.Caller;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one public call: its span in the client's trace, and its entry in the journal.
 */
final class CallRecord {
  private static final String EDGE = "grpc";

  private final RequestJournal journal;
  private final String method;
  private final String requestId;
  private final Context context;
  private final Span span;
  private final long startedNanos = System.nanoTime();
  private volatile @Nullable Caller caller;

  /**
   * @param method the method's name within its service
   * @param context the trace context of the call, whose span ends with it
   */
  CallRecord(RequestJournal journal, String method, String requestId, Context context) {
    this.journal = journal;
    this.method = method;
    this.requestId = requestId;
    this.context = context;
    this.span = Span.fromContext(context);
  }

  String requestId() {
    return requestId;
  }

  /** The trace context of what is done for the call. */
  Context context() {
    return context;
  }

  void caller(Caller who) {
    caller = who;
  }

  void end(Status status) {
    int code = status.getCode().value();
    span.setAttribute("rpc.grpc.status_code", code);
    if (!status.isOk()) {
      span.setStatus(StatusCode.ERROR, status.getCode().name());
    }
    span.end();
    journal.record(
        new ServedRequest(
            EDGE,
            method,
            code,
            Duration.ofNanos(System.nanoTime() - startedNanos),
            requestId,
            span.getSpanContext().getTraceId(),
            Optional.ofNullable(caller)));
  }
}
