package io.mnemon.gateway.http;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.gateway.journal.RequestJournal;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;

/** Puts the gateway's door before all routes, and its last word behind them. */
public final class HttpWiring {
  // Before the framework's body handler, which comes right after this.
  private static final int FIRST = Integer.MIN_VALUE;
  private static final int LAST = Integer.MAX_VALUE;

  /** The part of the heap that bodies may hold: reading one and what is made of it take as much. */
  private static final int PART_OF_HEAP = 8;

  private static final int[] STATUSES_OF_ROUTERS = {400, 404, 405, 406, 413, 415, 500};

  @Produces
  @Singleton
  RequestIds requestIds(InstantSource clock) {
    return new RequestIds(new TimeOrderedIds(clock));
  }

  @Produces
  @Singleton
  BodyReader bodyReader(HttpConfig config) {
    long maxBytes = config.maxBodySize().asLongValue();
    long held = Math.max(maxBytes, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    return new BodyReader(maxBytes, config.bodyTimeout(), new HeldBytes(held));
  }

  @Produces
  @Singleton
  RequestThreads requestThreads(HttpConfig config, @VirtualThreads ExecutorService threads) {
    return new RequestThreads(threads, config.maxConcurrentRequests());
  }

  void route(@Observes Router router, HttpConfig config, RequestIds ids, RequestJournal journal) {
    RequestFrame.Limits limits =
        new RequestFrame.Limits(
            config.maxBodySize().asLongValue(),
            config.maxUriLength().asLongValue(),
            config.maxHeaderSize().asLongValue());
    RequestFrame frame = new RequestFrame(ids, journal, limits);
    FailureHandler failures = new FailureHandler(frame);
    router.route().order(FIRST).handler(frame).failureHandler(failures);
    router.route().order(LAST).handler(FailureHandler::unknownPath);
    for (int status : STATUSES_OF_ROUTERS) {
      router.errorHandler(status, failures);
    }
  }
}
