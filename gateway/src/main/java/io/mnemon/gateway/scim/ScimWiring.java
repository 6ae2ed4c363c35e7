package io.mnemon.gateway.scim;

import io.mnemon.gateway.auth.Authentication;
import io.mnemon.gateway.auth.Deliveries;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.gateway.http.BodyReader;
import io.mnemon.gateway.http.RequestThreads;
import io.mnemon.gateway.limits.Admission;
import io.mnemon.gateway.routing.Services;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the SCIM endpoint. */
public final class ScimWiring {
  @Produces
  @Singleton
  ScimHandler scimHandler(
      PublicMethods methods,
      Authentication authentication,
      Deliveries deliveries,
      Admission admission,
      Services services,
      BodyReader bodies,
      ScimConfig config,
      RequestThreads threads) {
    return new ScimHandler(
        new ScimRoutes(new Discovery()),
        methods,
        authentication,
        deliveries,
        admission,
        services,
        bodies,
        threads,
        config.publicUrl().map(ScimWiring::checked));
  }

  void route(@Observes Router router, ScimHandler handler) {
    router.route(ScimRoutes.ROOT + "/*").order(RouteConstants.ROUTE_ORDER_DEFAULT).handler(handler);
  }

  private static String checked(String url) {
    String plain = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    if (!plain.matches("https?://[^/?#\\s]+(/[^?#\\s]*)?")) {
      throw new IllegalArgumentException(
          "mnemon.gateway.scim.public-url is \""
              + url
              + "\": write the platform's address such as https://mnemon.example.com");
    }
    return plain;
  }
}
