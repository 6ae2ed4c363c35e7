package io.mnemon.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reading over MCP: one memory and a search as tools, lists as resources. It has no history; that
 * asks for the resource.
 */
final class McpReads implements Door {
  private static final String ADDRESS = "mnemon://memories/";
  private static final int NOT_FOUND = -32_002;

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
    JsonNode answer = mcp.ask(key, "resources/read", Map.of("uri", ADDRESS + id));
    if (answer.has("result")) {
      return new Seen.Shown(Set.of(id(answer.at("/result/contents/0"))), false);
    }
    return answer.at("/error/code").asInt() == NOT_FOUND
        ? new Seen.NotFound()
        : new Seen.Refused(answer.toString());
  }

  /** All that the caller may see: a list of resources cannot be narrowed. */
  @Override
  public Seen list(String key, Narrowed narrowed) {
    Set<String> ids = new HashSet<>();
    String cursor = "";
    do {
      JsonNode answer = mcp.ask(key, "resources/list", Map.of("cursor", cursor));
      if (!answer.has("result")) {
        return new Seen.Refused(answer.toString());
      }
      answer.at("/result/resources").forEach(resource -> ids.add(id(resource)));
      cursor = answer.at("/result/nextCursor").asText("");
    } while (!cursor.isEmpty());
    return new Seen.Shown(ids, false);
  }

  private static String id(JsonNode resource) {
    return resource.path("uri").asText().replace(ADDRESS, "");
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
