package io.mnemon.gateway.http;

import io.mnemon.gateway.journal.ServedRequest;
import io.mnemon.tenancy.Caller;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request and its answer: what is known of it by the time that it is written down. */
public final class Exchange {
  private static final String KEY = "mnemon.exchange";
  private static final String NO_METHOD = "unknown";

  private final String path;
  private final String requestId;
  private final SpanContext trace;
  private final long startedNanos = System.nanoTime();
  private final List<Runnable> whenWorkedOn = new ArrayList<>();
  private volatile String edge = "page";
  private volatile String method = NO_METHOD;
  private volatile @Nullable Caller caller;
  private volatile Duration untilKnown = Duration.ZERO;
  private volatile Map<String, String> told = Map.of();

  private Exchange(String path, String requestId, SpanContext trace) {
    this.path = path;
    this.requestId = requestId;
    this.trace = trace;
  }

  static Exchange begin(RoutingContext context, String requestId) {
    String path = context.request().path();
    Exchange exchange =
        new Exchange(path == null ? "" : path, requestId, Span.current().getSpanContext());
    context.put(KEY, exchange);
    return exchange;
  }

  /** The exchange of a request that has passed the gateway's door. */
  public static Exchange of(RoutingContext context) {
    return find(context)
        .orElseThrow(() -> new IllegalStateException("the request did not pass RequestFrame"));
  }

  static Optional<Exchange> find(RoutingContext context) {
    return Optional.ofNullable(context.<@Nullable Exchange>get(KEY));
  }

  /** The path that is asked for, without its query. */
  public String path() {
    return path;
  }

  public String requestId() {
    return requestId;
  }

  public String traceId() {
    return trace.getTraceId();
  }

  /** The W3C trace context of the request as this gateway continues it. */
  public String traceparent() {
    return "00-%s-%s-%s"
        .formatted(trace.getTraceId(), trace.getSpanId(), trace.getTraceFlags().asHex());
  }

  /** Names what is asked for; a fixed set of names, since they become labels of metrics. */
  public void name(String edgeName, String methodName) {
    edge = edgeName;
    method = methodName;
  }

  /** Tells who asks, when that is known. */
  void caller(Caller who) {
    caller = who;
    untilKnown = elapsed();
  }

  /**
   * Has something done when the request has been worked on. For the thread that works on it, as is
   * the following.
   */
  void whenWorkedOn(Runnable ending) {
    whenWorkedOn.add(ending);
  }

  /** Says that the request has been worked on. */
  void workedOn() {
    whenWorkedOn.forEach(Runnable::run);
  }

  /** How much of its time the request has spent on finding out who asks. */
  public Duration spent() {
    return untilKnown;
  }

  /** Puts headers on the answer, whichever it will be. */
  public void tell(Map<String, String> headers) {
    told = Map.copyOf(headers);
  }

  Map<String, String> told() {
    return told;
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  ServedRequest served(int status) {
    return new ServedRequest(
        edge, method, status, elapsed(), requestId, traceId(), Optional.ofNullable(caller));
  }
}
