package io.mnemon.gateway.mcp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** What the MCP endpoint accepts. */
@ConfigMapping(prefix = "mnemon.gateway.mcp")
public interface McpConfig {
  /**
   * The origins whose web pages may call, e.g. https://app.example.com, besides those of this
   * machine. Clients that are no web pages send no origin and always may.
   */
  Optional<List<String>> allowedOrigins();

  /** How many messages one request may carry. */
  @WithDefault("20")
  int maxBatch();
}
