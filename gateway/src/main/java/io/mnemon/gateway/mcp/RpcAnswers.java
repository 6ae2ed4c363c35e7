package io.mnemon.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Answers as JSON-RPC 2.0 has them, with the codes that MCP and we add. */
public final class RpcAnswers {
  private RpcAnswers() {}

  /** What was wrong, as a number. */
  public enum Code {
    PARSE_ERROR(-32700),
    INVALID_REQUEST(-32600),
    METHOD_NOT_FOUND(-32601),
    INVALID_PARAMS(-32602),
    INTERNAL_ERROR(-32603),
    REFUSED(-32000),
    RESOURCE_NOT_FOUND(-32002),
    LIMIT_EXCEEDED(-32005);

    private final int number;

    Code(int number) {
      this.number = number;
    }
  }

  /**
   * The answer to one message; empty where none is due: to a notification and to an answer.
   *
   * @param work answers a request that has this id
   */
  public static Optional<ObjectNode> to(JsonNode message, Function<JsonNode, ObjectNode> work) {
    if (!message.isObject() || !message.path("jsonrpc").asText("").equals("2.0")) {
      return invalid("a message must be an object with \"jsonrpc\": \"2.0\"");
    }
    boolean isAnswer = !message.has("method") && (message.has("result") || message.has("error"));
    JsonNode id = message.path("id");
    if (isAnswer || (id.isMissingNode() && message.path("method").isTextual())) {
      return Optional.empty();
    }
    if (!id.isTextual() && !id.isIntegralNumber()) {
      return invalid("id must be a string or a whole number");
    }
    if (!message.path("method").isTextual()) {
      return Optional.of(error(id, Code.INVALID_REQUEST, "method must be a string"));
    }
    return Optional.of(work.apply(id));
  }

  private static Optional<ObjectNode> invalid(String message) {
    return Optional.of(error(JsonNodeFactory.instance.nullNode(), Code.INVALID_REQUEST, message));
  }

  public static ObjectNode result(JsonNode id, ObjectNode result) {
    ObjectNode answer = envelope(id);
    answer.set("result", result);
    return answer;
  }

  public static ObjectNode error(JsonNode id, Code code, String message) {
    ObjectNode answer = envelope(id);
    answer.putObject("error").put("code", code.number).put("message", message);
    return answer;
  }

  /** What a service, or we in its place, refused: with our own code among the data. */
  public static ObjectNode refusal(JsonNode id, String method, ServiceException e) {
    ObjectNode answer = error(id, code(method, e), message(e));
    ObjectNode data = answer.withObject("/error/data").put("code", e.code().name());
    e.retryAfter().ifPresent(time -> data.put("retry_after_ms", Math.max(1, time.toMillis())));
    return answer;
  }

  private static Code code(String method, ServiceException e) {
    if (e.retryAfter().isPresent()) {
      return Code.LIMIT_EXCEEDED;
    }
    boolean isResource = method.startsWith("resources/");
    return switch (e.code()) {
      case NOT_FOUND -> isResource ? Code.RESOURCE_NOT_FOUND : Code.INVALID_PARAMS;
      case INVALID_ARGUMENT -> Code.INVALID_PARAMS;
      case INTERNAL -> Code.INTERNAL_ERROR;
      case UNIMPLEMENTED -> Code.METHOD_NOT_FOUND;
      case UNAUTHENTICATED,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          ALREADY_EXISTS,
          ABORTED,
          RESOURCE_EXHAUSTED,
          UNAVAILABLE,
          DEADLINE_EXCEEDED ->
          Code.REFUSED;
    };
  }

  private static String message(ServiceException e) {
    List<Violation> violations = e.violations();
    return e.code() != ErrorCode.INVALID_ARGUMENT || violations.size() < 2
        ? e.publicMessage()
        : violations.stream()
            .map(violation -> violation.field() + ": " + violation.message())
            .collect(Collectors.joining("; "));
  }

  /** After what time a call that exceeded a limit may succeed; empty for every other answer. */
  public static Optional<Duration> retryAfter(ObjectNode answer) {
    return answer.at("/error/code").asInt() == Code.LIMIT_EXCEEDED.number
        ? Optional.of(Duration.ofMillis(answer.at("/error/data/retry_after_ms").asLong()))
        : Optional.empty();
  }

  private static ObjectNode envelope(JsonNode id) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
    answer.set("id", id);
    return answer;
  }
}
