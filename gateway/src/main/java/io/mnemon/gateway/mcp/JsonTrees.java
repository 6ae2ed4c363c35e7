package io.mnemon.gateway.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import io.mnemon.gateway.json.JsonAnswers;

/** The answers of methods as trees of JSON. */
final class JsonTrees {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonTrees() {}

  static ObjectNode of(Message answer) {
    return of(JsonAnswers.text(answer));
  }

  static ObjectNode of(String object) {
    try {
      return (ObjectNode) MAPPER.readTree(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer is always JSON", e);
    }
  }
}
