package io.mnemon.gateway.compat.mcpmemory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.gateway.compat.CompatApi;
import io.mnemon.gateway.compat.CompatRoutes;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Problem;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** MCP's reference memory by the Streamable HTTP transport, without sessions. */
final class McpMemoryApi implements CompatApi {
  private static final int INVALID_REQUEST = -32600;

  private final GraphProtocol protocol;
  private final CompatRoutes routes;

  McpMemoryApi(GraphProtocol protocol) {
    this.protocol = protocol;
    this.routes = new CompatRoutes().add("POST", "", "McpMemory", protocol::answer);
  }

  @Override
  public String name() {
    return "mcp-memory";
  }

  @Override
  public String root() {
    return "/compat/mcp-memory";
  }

  @Override
  public CompatRoutes routes() {
    return routes;
  }

  @Override
  public void check(HttpServerRequest request) {
    protocol.check(request);
  }

  @Override
  public @Nullable String credential(HttpServerRequest request) {
    return request.getHeader("Authorization");
  }

  @Override
  public Answer refusal(Problem problem) {
    ObjectNode answer = Json.object().put("jsonrpc", "2.0").putNull("id");
    answer.putObject("error").put("code", INVALID_REQUEST).put("message", problem.detail());
    return Json.answer(problem.status(), answer, problem.headers());
  }
}
