package io.mnemon.gateway.mcp;

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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the MCP endpoint. */
public final class McpWiring {
  @Produces
  @Singleton
  StreamableHttp streamableHttp(McpConfig config) {
    return new StreamableHttp(config.allowedOrigins().orElse(List.of()), config.maxBatch());
  }

  @Produces
  @Singleton
  McpHandler mcpHandler(
      PublicMethods methods,
      StreamableHttp transport,
      Authentication authentication,
      Deliveries deliveries,
      Admission admission,
      Services services,
      BodyReader bodies,
      McpConfig config,
      @ConfigProperty(name = "quarkus.application.version") Optional<String> version,
      RequestThreads threads) {
    return new McpHandler(
        protocol(methods, version.orElse("unknown")),
        transport,
        authentication,
        deliveries,
        admission,
        services,
        bodies,
        threads,
        resource(config));
  }

  static McpProtocol protocol(PublicMethods methods, String serverVersion) {
    return new McpProtocol(
        new Toolbox(tools(methods)),
        new MemoryResources(methods),
        new Prompts(MemoryPrompts.all(methods)),
        serverVersion);
  }

  /** All tools that are offered, in the order in which they are listed. */
  private static List<Tool> tools(PublicMethods methods) {
    return Stream.of(
            MemoryTools.all(methods),
            WorthTools.all(methods),
            AccessTools.all(methods),
            GovernanceTools.all(methods))
        .flatMap(List::stream)
        .toList();
  }

  private static Optional<ProtectedResource> resource(McpConfig config) {
    return ProtectedResource.of(
        config.publicUrl(), config.authorizationServers().orElse(List.of()));
  }

  void route(@Observes Router router, McpHandler handler, McpConfig config) {
    router.route("/mcp").order(RouteConstants.ROUTE_ORDER_DEFAULT).handler(handler);
    MetadataHandler metadata = new MetadataHandler(resource(config));
    for (String path : List.of(ProtectedResource.PATH, ProtectedResource.PATH + "/mcp")) {
      router.route(path).order(RouteConstants.ROUTE_ORDER_DEFAULT).handler(metadata);
    }
  }
}
