package io.mnemon.gateway.compat.mcpmemory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.mcp.RpcAnswers;
import io.mnemon.gateway.mcp.RpcAnswers.Code;
import io.mnemon.gateway.mcp.StreamableHttp;
import io.mnemon.gateway.mcp.Versions;
import io.mnemon.tenancy.PrincipalKind;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** As much of the Model Context Protocol as a server of tools speaks. */
final class GraphProtocol {
  private final GraphTools tools;
  private final StreamableHttp transport;

  GraphProtocol(GraphTools tools, StreamableHttp transport) {
    this.tools = tools;
    this.transport = transport;
  }

  /**
   * @throws ServiceException PERMISSION_DENIED for a web page from elsewhere
   */
  void check(HttpServerRequest request) {
    transport.checkOrigin(request.getHeader("Origin"));
  }

  Answer answer(CompatRequest request) {
    String version = request.headers().apply(StreamableHttp.VERSION).orElse(null);
    transport.checkVersion(version);
    return transport.answer(
        request.body(),
        version,
        (message, alone) -> RpcAnswers.to(message, id -> answer(request, id, message)));
  }

  private ObjectNode answer(CompatRequest request, JsonNode id, JsonNode message) {
    JsonNode params = message.path("params");
    return switch (message.path("method").asText()) {
      case "initialize" -> RpcAnswers.result(id, initialized(params));
      case "ping" -> RpcAnswers.result(id, Json.object());
      case "tools/list" ->
          RpcAnswers.result(id, Json.object().set("tools", ToolDeclarations.all()));
      case "tools/call" -> {
        try {
          yield called(request, id, params);
        } catch (ServiceException e) {
          yield RpcAnswers.refusal(id, "tools/call", e);
        }
      }
      default -> RpcAnswers.error(id, Code.METHOD_NOT_FOUND, "Method not found");
    };
  }

  private static ObjectNode initialized(JsonNode params) {
    ObjectNode result = Json.object().put("protocolVersion", Versions.agreed(params));
    result.putObject("capabilities").putObject("tools");
    result.putObject("serverInfo").put("name", "mnemon-memory-graph").put("version", "1");
    return result;
  }

  private ObjectNode called(CompatRequest request, JsonNode id, JsonNode params) {
    if (!params.path("name").isTextual()) {
      return RpcAnswers.error(id, Code.INVALID_PARAMS, "params.name must be the name of a tool");
    }
    Optional<String> user = request.parameters().text("user");
    if (user.isEmpty() && request.caller().kind() == PrincipalKind.APPLICATION) {
      throw ServiceException.invalid(
          "user", "is missing: say in the URL whose graph is meant, e.g. ?user=alex");
    }
    return RpcAnswers.result(
        id,
        tools.call(request.calls(), user, params.path("name").asText(), params.path("arguments")));
  }
}
