package io.mnemon.gateway.compat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.json.StrictJson;
import java.util.Map;
import java.util.TreeMap;

/** JSON as it comes from foreign clients and goes back to them. */
public final class Json {
  private static final int MAX_DEPTH = 24;
  private static final ObjectMapper MAPPER = StrictJson.mapper(MAX_DEPTH);

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * @throws ServiceException INVALID_ARGUMENT if it is no JSON object in UTF-8
   */
  public static ObjectNode parse(ByteString body) {
    if (!body.isValidUtf8()) {
      throw ServiceException.invalid("body", "is not valid UTF-8");
    }
    return parse("body", body.toStringUtf8());
  }

  /**
   * @param field where the text stood, for the message
   * @throws ServiceException INVALID_ARGUMENT if it is no JSON object
   */
  static ObjectNode parse(String field, String text) {
    try {
      if (MAPPER.readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw ServiceException.invalid(field, "must be a JSON object");
    } catch (JsonProcessingException e) {
      throw ServiceException.invalid(field, "is not valid JSON: " + e.getOriginalMessage());
    }
  }

  public static Answer answer(int status, JsonNode body) {
    return answer(status, body, Map.of());
  }

  public static Answer answer(int status, JsonNode body, Map<String, String> more) {
    return answer(status, ByteString.copyFromUtf8(body.toString()), more);
  }

  /**
   * @param body a JSON value in UTF-8
   */
  public static Answer answer(int status, ByteString body, Map<String, String> more) {
    Map<String, String> headers = new TreeMap<>(more);
    headers.put(Answer.CONTENT_TYPE, "application/json");
    headers.put("Cache-Control", "no-store");
    return new Answer(status, headers, body);
  }
}
