package io.mnemon.gateway.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Answers what failed or found no route, so that every refusal of the platform looks alike. */
final class FailureHandler implements Handler<RoutingContext> {
  private final RequestFrame frame;

  FailureHandler(RequestFrame frame) {
    this.frame = frame;
  }

  @Override
  public void handle(RoutingContext context) {
    // The router refuses what it cannot parse before any of its routes has seen it.
    Exchange exchange = frame.enter(context);
    @Nullable Throwable failure = context.failure();
    int status = context.statusCode();
    Answers.send(
        context,
        failure == null || (status >= 400 && status < 500)
            ? Problem.ofStatus(status, exchange.path())
            : Answers.problem(failure, exchange));
  }

  /** Answers a path that nothing answers. */
  static void unknownPath(RoutingContext context) {
    Answers.send(context, Problem.notFound(Exchange.of(context).path()));
  }
}
