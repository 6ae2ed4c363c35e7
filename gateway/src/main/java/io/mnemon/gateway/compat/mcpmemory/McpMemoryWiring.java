package io.mnemon.gateway.compat.mcpmemory;

import io.mnemon.gateway.compat.CompatConfig;
import io.mnemon.gateway.compat.CompatDoor;
import io.mnemon.gateway.mcp.StreamableHttp;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;

/** Opens the endpoint of MCP's reference memory. */
public final class McpMemoryWiring {
  void route(
      @Observes Router router, CompatDoor door, CompatConfig config, StreamableHttp transport) {
    CompatConfig.Graph limits = config.graph();
    door.open(
        router,
        new McpMemoryApi(
            new GraphProtocol(
                new GraphTools(
                    new Graph.Limits(
                        limits.most(),
                        limits.maxCharacters(),
                        config.maxBatch(),
                        limits.editAttempts())),
                transport)));
  }
}
