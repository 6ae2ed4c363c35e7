package io.mnemon.gateway.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What clients of the MCP endpoint read to find out who gives them tokens (RFC 9728).
 *
 * @param url the address of Mnemon as clients see it, without a slash at its end
 * @param authorizationServers the issuers whose tokens are accepted
 */
record ProtectedResource(String url, List<String> authorizationServers) {
  static final String PATH = "/.well-known/oauth-protected-resource";

  ProtectedResource {
    authorizationServers = List.copyOf(authorizationServers);
  }

  /**
   * What the settings make of it; empty where they name none.
   *
   * @throws IllegalArgumentException with a sentence that says what to set instead
   */
  static Optional<ProtectedResource> of(Optional<String> publicUrl, List<String> servers) {
    if (publicUrl.isEmpty() && servers.isEmpty()) {
      return Optional.empty();
    }
    if (publicUrl.isEmpty() || servers.isEmpty()) {
      throw new IllegalArgumentException(
          "set both mnemon.gateway.mcp.public-url and mnemon.gateway.mcp.authorization-servers, or"
              + " neither: clients need to know who gives tokens, and for which address");
    }
    servers.forEach(server -> require("mnemon.gateway.mcp.authorization-servers", server));
    require("mnemon.gateway.mcp.public-url", publicUrl.get());
    return Optional.of(new ProtectedResource(publicUrl.get().replaceFirst("/+$", ""), servers));
  }

  private static void require(String setting, String url) {
    try {
      URI uri = URI.create(url);
      boolean isHttp = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (isHttp && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Told below, as every other address that is none.
    }
    throw new IllegalArgumentException(
        "%s: '%s' must be an address like https://mnemon.example.com".formatted(setting, url));
  }

  /** The header by which a refusal leads to the document. */
  String challenge() {
    return "Bearer resource_metadata=\"%s%s/mcp\"".formatted(url, PATH);
  }

  ObjectNode document() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("resource", url + "/mcp").put("resource_name", "Mnemon");
    ArrayNode servers = document.putArray("authorization_servers");
    authorizationServers.forEach(servers::add);
    document.putArray("bearer_methods_supported").add("header");
    return document;
  }
}
