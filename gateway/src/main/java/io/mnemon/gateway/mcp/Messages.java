package io.mnemon.gateway.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.mnemon.gateway.json.StrictJson;
import java.util.Optional;

/** Reads the JSON of requests. */
final class Messages {
  // A batch, a message, its params and their arguments stand around what a tool takes.
  private static final int MAX_DEPTH = 32;
  private static final ObjectMapper JSON = StrictJson.mapper(MAX_DEPTH);

  private Messages() {}

  /** What a body holds; empty if it is not one JSON value in UTF-8. */
  static Optional<JsonNode> read(ByteString body) {
    if (!body.isValidUtf8()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(body.toStringUtf8())).filter(json -> !json.isMissingNode());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
