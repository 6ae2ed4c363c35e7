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

  /**
   * The address at which clients reach this server, e.g. https://mnemon.example.com; needed where
   * authorization servers are named.
   */
  Optional<String> publicUrl();

  /**
   * The issuers that clients may get tokens from, e.g. https://login.example.com/realms/acme: those
   * that tenants have named as their identity providers. They are shown to everybody who asks at
   * /.well-known/oauth-protected-resource; nothing is shown if absent.
   */
  Optional<List<String>> authorizationServers();

  /** How many messages one request may carry, in the version of the protocol that has batches. */
  @WithDefault("20")
  int maxBatch();
}
