package io.mnemon.gateway.compat;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.ext.web.Router;

/** Where the interfaces of other systems are opened, each for so many requests at once. */
public final class CompatDoor {
  /** The path of an interface may lie within one of ours. */
  private static final int BEFORE_OUR_OWN = RouteConstants.ROUTE_ORDER_DEFAULT - 1;

  private final CompatHandler.Parts parts;
  private final int concurrentRequests;

  CompatDoor(CompatHandler.Parts parts, int concurrentRequests) {
    this.parts = parts;
    this.concurrentRequests = concurrentRequests;
  }

  public void open(Router router, CompatApi api) {
    CompatHandler handler = new CompatHandler(api, parts, concurrentRequests);
    router.route(api.root() + "/*").order(BEFORE_OUR_OWN).handler(handler);
  }
}
