package io.mnemon.gateway.openapi;

import com.google.protobuf.ByteString;
import io.mnemon.gateway.contract.PublicMethods;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;

/** Makes the pages that tell what the API is. */
public final class OpenApiWiring {
  void route(@Observes Router router, PublicMethods methods) {
    ByteString document = ByteString.copyFromUtf8(OpenApiDocument.of(methods).json());
    router.route("/").handler(Page.redirect("root", "/docs"));
    router.route("/openapi").handler(Page.of("openapi", "application/json", document));
    resource(router, "/docs", "text/html", "/docs/index.html");
    resource(router, "/docs/docs.js", "text/javascript", "/docs/docs.js");
    resource(router, "/docs/docs.css", "text/css", "/docs/docs.css");
  }

  private static void resource(Router router, String path, String type, String resource) {
    router.route(path).handler(Page.ofResource("docs", type + "; charset=utf-8", resource));
  }
}
