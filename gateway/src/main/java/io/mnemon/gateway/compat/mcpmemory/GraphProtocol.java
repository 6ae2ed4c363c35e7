package io.mnemon.gateway.compat.mcpmemory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Problem;
import io.mnemon.gateway.mcp.RpcAnswers;
import io.mnemon.gateway.mcp.RpcAnswers.Code;
import io.mnemon.gateway.mcp.Versions;
import io.mnemon.tenancy.PrincipalKind;
import java.util.Map;
import java.util.Optional;

/** As much of the Model Context Protocol as a server of tools speaks. */
final class GraphProtocol {
  private final GraphTools tools;

  GraphProtocol(GraphTools tools) {
    this.tools = tools;
  }

  Answer answer(CompatRequest request) {
    ObjectNode message = Json.parse(request.body());
    return RpcAnswers.to(message, id -> answer(request, id, message))
        .map(GraphProtocol::answer)
        .orElseGet(() -> new Answer(202, Map.of(), ByteString.EMPTY));
  }

  /** One that exceeded a limit says so to HTTP as well, where clients and proxies look for it. */
  private static Answer answer(ObjectNode answer) {
    return RpcAnswers.retryAfter(answer)
        .map(time -> Json.answer(429, answer, Problem.retryAfter(time)))
        .orElseGet(() -> Json.answer(200, answer));
  }

  private ObjectNode answer(CompatRequest request, JsonNode id, ObjectNode message) {
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
