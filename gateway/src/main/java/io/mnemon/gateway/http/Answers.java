package io.mnemon.gateway.http;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.auth.Deliveries;
import io.mnemon.gateway.auth.Epochs;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

/** Sends answers; on the event loop of their request. */
public final class Answers {
  private static final Logger LOG = Logger.getLogger(Answers.class);
  private static final long LINGER_MS = 2_000;
  private static final int NO_CONTENT = 204;

  private Answers() {}

  public static void send(RoutingContext context, Answer answer) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    boolean unread = hasBody(context.request()) && !context.request().isEnded();
    boolean last = unread && context.request().version() != HttpVersion.HTTP_2;
    if (last) {
      response.putHeader("Connection", "close");
    }
    write(context, answer);
    if (unread) {
      discardBody(context, last);
    } else {
      context.request().resume();
    }
  }

  /** Sends an answer, and says when it is handed over. */
  public static void send(RoutingContext context, Deliveries.Ready<Answer> ready) {
    try (Epochs.Delivery delivery = ready.delivery()) {
      send(context, ready.answer());
    }
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return request.getHeader("Transfer-Encoding") != null
        || (length != null && !length.equals("0"));
  }

  private static void write(RoutingContext context, Answer answer) {
    HttpServerResponse response = context.response();
    response.setStatusCode(answer.status());
    Exchange.find(context).ifPresent(exchange -> exchange.told().forEach(response::putHeader));
    answer.headers().forEach(response::putHeader);
    if (answer.body().isEmpty() && answer.status() == NO_CONTENT) {
      response.end();
    } else if (context.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader("Content-Length", Integer.toString(answer.body().size())).end();
    } else {
      response.end(Buffer.buffer(Unpooled.wrappedBuffer(answer.body().asReadOnlyByteBuffer())));
    }
  }

  public static void send(RoutingContext context, Problem problem) {
    send(context, Answer.of(problem, Exchange.of(context).traceId()));
  }

  /** The problem that a failure is to the caller; what nobody expected is logged. */
  public static Problem problem(Throwable failure, Exchange exchange) {
    if (failure instanceof ProblemException http) {
      return http.problem();
    }
    if (failure instanceof ServiceException known) {
      if (known.getCause() != null && !ClientPresence.hasGone()) {
        LOG.warnf(
            known.getCause(),
            "request %s failed: %s: %s",
            exchange.requestId(),
            known.code(),
            known.publicMessage());
      }
      return Problem.of(known);
    }
    LOG.errorf(failure, "request %s failed unexpectedly", exchange.requestId());
    return Problem.of(new ServiceException(ErrorCode.INTERNAL, "the request failed unexpectedly"));
  }

  /**
   * A body that nobody read must still be taken off the connection before the next request; one
   * that goes on for longer than it is worth ends with the connection.
   */
  private static void discardBody(RoutingContext context, boolean last) {
    HttpServerRequest request = context.request();
    if (last) {
      context.vertx().setTimer(LINGER_MS, timer -> request.connection().close());
      request.endHandler(end -> request.connection().close());
    }
    request.handler(buffer -> {});
    request.resume();
  }
}
