package io.mnemon.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** The platform's door for agents: JSON-RPC at {@code /mcp}. */
final class Mcp {
  private final Http http;

  Mcp(Http http) {
    this.http = http;
  }

  /** The whole answer to one message. */
  JsonNode ask(String key, String method, Map<String, ?> params) {
    Call call =
        Call.post("/mcp", Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params))
            .key(key)
            .header("Accept", "application/json, text/event-stream");
    return http.send(call, 200).json();
  }

  /** The result of a tool, be it a refusal. */
  JsonNode tool(String key, String name, Map<String, ?> arguments) {
    JsonNode answer = ask(key, "tools/call", Map.of("name", name, "arguments", arguments));
    if (!answer.has("result")) {
      throw new AssertionError("the tool " + name + " has no result: " + answer);
    }
    return answer.path("result");
  }

  /** What a tool that must not refuse gives. */
  JsonNode done(String key, String name, Map<String, ?> arguments) {
    JsonNode result = tool(key, name, arguments);
    if (result.path("isError").asBoolean(false)) {
      throw new AssertionError("the tool " + name + " refused: " + result);
    }
    return result.path("structuredContent");
  }
}
