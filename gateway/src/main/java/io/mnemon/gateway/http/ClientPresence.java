package io.mnemon.gateway.http;

import io.grpc.Context;
import io.vertx.ext.web.RoutingContext;

/** Ends what is done inside for a request when its client goes away. */
public final class ClientPresence {
  private ClientPresence() {}

  /**
   * The work as it is to be run: every call to a service that it makes is cancelled when the client
   * disconnects. On the event loop of the request.
   */
  public static Runnable whileThere(RoutingContext request, Runnable work) {
    Context.CancellableContext calls = Context.current().withCancellation();
    request.addEndHandler(ended -> calls.cancel(null));
    return calls.wrap(work);
  }

  /** Whether the client of the request that this thread works for has gone. */
  static boolean hasGone() {
    return Context.current().isCancelled();
  }
}
