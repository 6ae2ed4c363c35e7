package io.mnemon.gateway.rest;

import io.mnemon.gateway.auth.Authentication;
import io.mnemon.gateway.auth.Deliveries;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.gateway.http.BodyReader;
import io.mnemon.gateway.http.HttpConfig;
import io.mnemon.gateway.http.RequestThreads;
import io.mnemon.gateway.limits.Admission;
import io.mnemon.gateway.routing.Services;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the REST API. */
public final class RestWiring {
  @Produces
  @Singleton
  RestHandler restHandler(
      PublicMethods methods,
      Authentication authentication,
      Deliveries deliveries,
      Admission admission,
      Services services,
      BodyReader bodies,
      HttpConfig config,
      RequestThreads threads) {
    Map<PublicMethod, RestHandler.Translation> translations = new LinkedHashMap<>();
    for (PublicMethod method : methods.all()) {
      translations.put(
          method,
          new RestHandler.Translation(
              new RequestReader(method), new AnswerWriter(method, methods)));
    }
    return new RestHandler(
        new RouteTable(methods),
        translations,
        authentication,
        deliveries,
        admission,
        services,
        bodies,
        new OpenDoor(authentication, bodies),
        new LineImports(
            new LineImports.Limits(
                config.importedAtOnce(),
                Math.toIntExact(config.importedBytesAtOnce().asLongValue()),
                Math.toIntExact(config.maxLineSize().asLongValue()),
                config.importErrors(),
                config.importPatience())),
        threads);
  }

  void route(@Observes Router router, RestHandler handler) {
    router.route("/v1/*").order(RouteConstants.ROUTE_ORDER_DEFAULT).handler(handler);
  }
}
