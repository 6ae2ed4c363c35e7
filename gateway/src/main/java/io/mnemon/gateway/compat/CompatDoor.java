package io.mnemon.gateway.compat;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.ext.web.Router;

/** Where the interfaces of other systems are opened. */
public final class CompatDoor {
  /** The path of an interface may lie within one of ours. */
  private static final int BEFORE_OUR_OWN = RouteConstants.ROUTE_ORDER_DEFAULT - 1;

  private final CompatHandler.Parts parts;

  CompatDoor(CompatHandler.Parts parts) {
    this.parts = parts;
  }

  public void open(Router router, CompatApi api) {
    CompatHandler handler = new CompatHandler(api, parts);
    router.route(api.root() + "/*").order(BEFORE_OUR_OWN).handler(handler);
  }
}
