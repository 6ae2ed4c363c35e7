package io.mnemon.gateway.compat.mcpmemory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import io.mnemon.tenancy.PrincipalKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** As much of the Model Context Protocol as a server of tools speaks. */
final class GraphProtocol {
  private static final List<String> VERSIONS = List.of("2025-11-25", "2025-06-18", "2025-03-26");
  private static final int INVALID_REQUEST = -32600;
  private static final int METHOD_NOT_FOUND = -32601;
  private static final int INVALID_PARAMS = -32602;

  private final GraphTools tools;

  GraphProtocol(GraphTools tools) {
    this.tools = tools;
  }

  Answer answer(CompatRequest request) {
    ObjectNode message = Json.parse(request.body());
    JsonNode id = message.path("id");
    boolean isRequest = message.path("method").isTextual();
    if (id.isMissingNode() && (isRequest || message.has("result") || message.has("error"))) {
      return new Answer(202, Map.of(), ByteString.EMPTY);
    }
    if (!isRequest && (message.has("result") || message.has("error"))) {
      return new Answer(202, Map.of(), ByteString.EMPTY);
    }
    ObjectNode answer = Json.object().put("jsonrpc", "2.0");
    answer.set("id", id.isTextual() || id.isIntegralNumber() ? id : Json.object().nullNode());
    if (!isRequest
        || answer.path("id").isNull()
        || !message.path("jsonrpc").asText().equals("2.0")) {
      return Json.answer(200, error(answer, INVALID_REQUEST, "is no message of JSON-RPC 2.0"));
    }
    JsonNode params = message.path("params");
    return Json.answer(
        200,
        switch (message.path("method").asText()) {
          case "initialize" -> answer.set("result", initialized(params));
          case "ping" -> answer.set("result", Json.object());
          case "tools/list" ->
              answer.set("result", Json.object().set("tools", ToolDeclarations.all()));
          case "tools/call" -> called(request, params, answer);
          default -> error(answer, METHOD_NOT_FOUND, "Method not found");
        });
  }

  private static ObjectNode error(ObjectNode answer, int code, String message) {
    answer.putObject("error").put("code", code).put("message", message);
    return answer;
  }

  private static ObjectNode initialized(JsonNode params) {
    String asked = params.path("protocolVersion").asText();
    ObjectNode result = Json.object();
    result.put("protocolVersion", VERSIONS.contains(asked) ? asked : VERSIONS.getFirst());
    result.putObject("capabilities").putObject("tools");
    result.putObject("serverInfo").put("name", "mnemon-memory-graph").put("version", "1");
    return result;
  }

  private ObjectNode called(CompatRequest request, JsonNode params, ObjectNode answer) {
    if (!params.path("name").isTextual()) {
      return error(answer, INVALID_PARAMS, "params.name must be the name of a tool");
    }
    Optional<String> user = request.parameters().text("user");
    if (user.isEmpty() && request.caller().kind() == PrincipalKind.APPLICATION) {
      throw ServiceException.invalid(
          "user", "is missing: say in the URL whose graph is meant, e.g. ?user=alex");
    }
    return answer.set(
        "result",
        tools.call(request.calls(), user, params.path("name").asText(), params.path("arguments")));
  }
}
