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
import java.util.stream.Collectors;

/** Answers as JSON-RPC 2.0 has them, with the codes that MCP and we add. */
final class RpcAnswers {
  private RpcAnswers() {}

  /** What was wrong, as a number. */
  enum Code {
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

  static ObjectNode result(JsonNode id, ObjectNode result) {
    ObjectNode answer = envelope(id);
    answer.set("result", result);
    return answer;
  }

  static ObjectNode error(JsonNode id, Code code, String message) {
    ObjectNode answer = envelope(id);
    answer.putObject("error").put("code", code.number).put("message", message);
    return answer;
  }

  /** What a service, or we in its place, refused: with our own code among the data. */
  static ObjectNode refusal(JsonNode id, String method, ServiceException e) {
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
  static Optional<Duration> retryAfter(ObjectNode answer) {
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
