package io.mnemon.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Problem;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * MCP's transport over HTTP without sessions and streams: each POST brings one message, or a batch
 * of them where the version has batches, and gets its answer as JSON.
 */
public final class StreamableHttp {
  /** The header that says in which version the body is. */
  public static final String VERSION = "MCP-Protocol-Version";

  private final Origins origins;
  private final int maxBatch;

  /**
   * @param allowedOrigins whose web pages may call, besides those of this machine
   * @param maxBatch how many messages a request may carry
   */
  public StreamableHttp(Collection<String> allowedOrigins, int maxBatch) {
    this.origins = new Origins(allowedOrigins);
    this.maxBatch = maxBatch;
  }

  /** What is done about a message. */
  public interface Protocol {
    /**
     * The answer; empty where none is due.
     *
     * @param alone whether the message came by itself, not in a batch
     */
    Optional<ObjectNode> answer(JsonNode message, boolean alone);
  }

  /**
   * @throws ServiceException PERMISSION_DENIED for a web page from elsewhere
   */
  public void checkOrigin(@Nullable String origin) {
    if (!origins.allow(origin)) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "web pages of this origin may not call: name it in mnemon.gateway.mcp.allowed-origins");
    }
  }

  /**
   * @throws ServiceException INVALID_ARGUMENT for a version that is not spoken
   */
  public void checkVersion(@Nullable String version) {
    if (version != null && !Versions.ALL.contains(version)) {
      throw ServiceException.invalid(VERSION, "must be one of " + String.join(", ", Versions.ALL));
    }
  }

  /** The answer to a body of this version. */
  public Answer answer(ByteString body, @Nullable String version, Protocol protocol) {
    Optional<JsonNode> parsed = Messages.read(body);
    if (parsed.isEmpty()) {
      return refused(RpcAnswers.Code.PARSE_ERROR, "the body is not valid JSON in UTF-8");
    }
    JsonNode message = parsed.get();
    if (!(message instanceof ArrayNode batch)) {
      return protocol
          .answer(message, true)
          .map(StreamableHttp::single)
          .orElseGet(StreamableHttp::accepted);
    }
    if (version != null && !version.equals(Versions.WITH_BATCHES)) {
      return refused(
          RpcAnswers.Code.INVALID_REQUEST,
          "version %s has no batches: send each message by itself".formatted(version));
    }
    if (batch.isEmpty() || batch.size() > maxBatch) {
      return refused(
          RpcAnswers.Code.INVALID_REQUEST,
          "a batch must hold 1 to %d messages".formatted(maxBatch));
    }
    ArrayNode answers = JsonNodeFactory.instance.arrayNode();
    batch.forEach(one -> protocol.answer(one, false).ifPresent(answers::add));
    return answers.isEmpty() ? accepted() : json(answers);
  }

  private static Answer refused(RpcAnswers.Code code, String message) {
    ObjectNode error = RpcAnswers.error(JsonNodeFactory.instance.nullNode(), code, message);
    return new Answer(400, headers(), ByteString.copyFromUtf8(error.toString()));
  }

  /** One that exceeded a limit says so to HTTP as well, where clients and proxies look for it. */
  private static Answer single(ObjectNode answer) {
    Map<String, String> headers = new TreeMap<>(headers());
    RpcAnswers.retryAfter(answer).ifPresent(time -> headers.putAll(Problem.retryAfter(time)));
    return headers.containsKey("Retry-After")
        ? new Answer(429, headers, ByteString.copyFromUtf8(answer.toString()))
        : json(answer);
  }

  private static Answer json(JsonNode answer) {
    return new Answer(200, headers(), ByteString.copyFromUtf8(answer.toString()));
  }

  private static Map<String, String> headers() {
    return Map.of(Answer.CONTENT_TYPE, "application/json", "Cache-Control", "no-store");
  }

  private static Answer accepted() {
    return new Answer(202, Map.of(), ByteString.EMPTY);
  }
}
