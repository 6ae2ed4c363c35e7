package io.mnemon.gateway.mcp;

import io.mnemon.gateway.auth.Authentication;
import io.mnemon.gateway.auth.Deliveries;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.gateway.http.BodyReader;
import io.mnemon.gateway.http.HttpConfig;
import io.mnemon.gateway.limits.Admission;
import io.mnemon.gateway.routing.Services;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the MCP endpoint. */
public final class McpWiring {
  @Produces
  @Singleton
  McpHandler mcpHandler(
      PublicMethods methods,
      Authentication authentication,
      Deliveries deliveries,
      Admission admission,
      Services services,
      BodyReader bodies,
      HttpConfig http,
      McpConfig config,
      @ConfigProperty(name = "quarkus.application.version") Optional<String> version,
      @VirtualThreads ExecutorService threads) {
    return new McpHandler(
        protocol(methods, version.orElse("unknown")),
        authentication,
        deliveries,
        admission,
        services,
        bodies,
        threads,
        new McpHandler.Limits(
            http.maxConcurrentRequests(),
            config.maxBatch(),
            new Origins(config.allowedOrigins().orElse(List.of())),
            resource(config)));
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
