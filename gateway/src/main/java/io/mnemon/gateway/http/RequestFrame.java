package io.mnemon.gateway.http;

import io.mnemon.gateway.journal.RequestJournal;
import io.mnemon.gateway.journal.ServedRequest;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;

/**
 * The door of the HTTP edges: gives each request its id and its place in a trace, turns away what
 * is too large to look at, and writes down how it ended.
 */
final class RequestFrame implements Handler<RoutingContext> {
  private final RequestIds ids;
  private final RequestJournal journal;
  private final Limits limits;

  RequestFrame(RequestIds ids, RequestJournal journal, Limits limits) {
    this.ids = ids;
    this.journal = journal;
    this.limits = limits;
  }

  /**
   * How much is looked at.
   *
   * @param bodyBytes the largest body
   * @param uriBytes the longest path with query
   * @param headerBytes the largest sum of headers
   */
  record Limits(long bodyBytes, long uriBytes, long headerBytes) {}

  @Override
  public void handle(RoutingContext context) {
    enter(context);
    Optional<Problem> refusal = refusal(context.request());
    if (refusal.isPresent()) {
      Answers.send(context, refusal.get());
    } else {
      context.next();
    }
  }

  /** Begins the exchange, unless it has begun. */
  Exchange enter(RoutingContext context) {
    return Exchange.find(context).orElseGet(() -> begin(context));
  }

  private Exchange begin(RoutingContext context) {
    Exchange exchange =
        Exchange.begin(context, ids.of(context.request().getHeader("X-Request-Id")));
    if (isProbe(exchange.path())) {
      exchange.name("page", "probe");
    }
    HttpServerResponse response = context.response();
    response.putHeader("X-Request-Id", exchange.requestId());
    response.putHeader("traceparent", exchange.traceparent());
    response.putHeader("X-Content-Type-Options", "nosniff");
    context.addEndHandler(ended -> record(context, exchange));
    return exchange;
  }

  private Optional<Problem> refusal(HttpServerRequest request) {
    if (request.uri().length() > limits.uriBytes()) {
      return Optional.of(Problem.uriTooLong(limits.uriBytes()));
    }
    if (headerBytes(request) > limits.headerBytes()) {
      return Optional.of(Problem.headersTooLarge(limits.headerBytes()));
    }
    if (contentLength(request) > limits.bodyBytes() && !BodyPieces.areLines(request)) {
      return Optional.of(Problem.payloadTooLarge(limits.bodyBytes()));
    }
    return Optional.empty();
  }

  private static long headerBytes(HttpServerRequest request) {
    long bytes = 0;
    for (Map.Entry<String, String> header : request.headers()) {
      bytes += header.getKey().length() + header.getValue().length();
    }
    return bytes;
  }

  private static long contentLength(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private void record(RoutingContext context, Exchange exchange) {
    ServedRequest served = exchange.served(context.response().getStatusCode());
    if (isProbe(exchange.path())) {
      journal.measure(served);
    } else {
      journal.record(served);
    }
  }

  private static boolean isProbe(String path) {
    return path.startsWith("/health") || path.equals("/metrics");
  }
}
