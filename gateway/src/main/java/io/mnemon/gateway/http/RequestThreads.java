package io.mnemon.gateway.http;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.auth.Deliveries;
import io.mnemon.gateway.limits.TenantsShare;
import io.mnemon.tenancy.Caller;
import io.opentelemetry.context.Scope;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Where requests are worked on, whichever door they came through: each on a virtual thread of its
 * own, on which it may wait, and so many at once. A tenant has a part of them, however slowly its
 * clients send and read. The work ends when its client goes away.
 */
public final class RequestThreads {
  private final Executor threads;
  private final Semaphore permits;
  private final TenantsShare share;

  RequestThreads(Executor threads, int concurrentRequests) {
    this.threads = threads;
    this.permits = new Semaphore(concurrentRequests);
    this.share = new TenantsShare(concurrentRequests);
  }

  /**
   * Takes note of who asks, when that is known; before anything is waited for.
   *
   * @throws ServiceException RESOURCE_EXHAUSTED if its tenant has as many requests under way as it
   *     may
   */
  public void enter(Exchange exchange, Caller caller) {
    exchange.caller(caller);
    share.take(caller.tenant());
    exchange.whenWorkedOn(() -> share.giveBack(caller.tenant()));
  }

  /** What is done about a request. */
  public interface Work {
    /**
     * The answer; empty if it has been sent. Whatever goes wrong must become an answer: nobody
     * above would give one.
     *
     * @param eventLoop the one of the request
     */
    Optional<Deliveries.Ready<Answer>> answer(Context eventLoop);
  }

  /**
   * Has a request worked on and its answer sent.
   *
   * @param refusal how its client is told that it has to come back
   */
  public void run(RoutingContext context, Function<ServiceException, Answer> refusal, Work work) {
    if (!permits.tryAcquire()) {
      ServiceException busy =
          new ServiceException(
              ErrorCode.RESOURCE_EXHAUSTED,
              "too many requests are being worked on: try again in a second");
      Answers.send(context, refusal.apply(busy));
      return;
    }
    context.request().pause();
    Exchange exchange = Exchange.of(context);
    Context eventLoop = context.vertx().getOrCreateContext();
    io.opentelemetry.context.Context trace = io.opentelemetry.context.Context.current();
    threads.execute(
        ClientPresence.whileThere(
            context,
            () -> {
              try (Scope scope = trace.makeCurrent()) {
                work.answer(eventLoop)
                    .ifPresent(
                        ready -> eventLoop.runOnContext(send -> Answers.send(context, ready)));
              } finally {
                exchange.workedOn();
                permits.release();
              }
            }));
  }
}
