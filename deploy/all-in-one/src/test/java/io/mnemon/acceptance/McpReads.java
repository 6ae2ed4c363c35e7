package io.mnemon.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reading over MCP, whose tools neither list nor show a history: those ask for the memory. */
final class McpReads implements Door {
  private final Mcp mcp;

  McpReads(Mcp mcp) {
    this.mcp = mcp;
  }

  private Seen seen(
      String key, String tool, Map<String, ?> arguments, Function<JsonNode, Seen> shown) {
    JsonNode result = mcp.tool(key, tool, arguments);
    JsonNode content = result.path("structuredContent");
    if (!result.path("isError").asBoolean(false)) {
      return shown.apply(content);
    }
    return content.path("code").asText().equals("NOT_FOUND")
        ? new Seen.NotFound()
        : new Seen.Refused(content.toString());
  }

  @Override
  public Seen get(String key, String id) {
    return seen(
        key,
        "memory_get",
        Map.of("id", id),
        json -> new Seen.Shown(Set.of(json.path("id").asText()), false));
  }

  @Override
  public Seen history(String key, String id) {
    return get(key, id);
  }

  @Override
  public Seen list(String key, Narrowed narrowed) {
    throw new UnsupportedOperationException("MCP has no list");
  }

  /** Always in the mode that finds most: the tool knows no other. */
  @Override
  public Seen search(String key, String query, String mode, Narrowed narrowed) {
    Map<String, Object> arguments = new LinkedHashMap<>(narrowed.scope());
    arguments.put("query", query);
    arguments.put("limit", 100);
    if (!narrowed.layers().isEmpty()) {
      arguments.put("layers", narrowed.layers());
    }
    return seen(key, "memory_search", arguments, HttpReads::results);
  }
}
