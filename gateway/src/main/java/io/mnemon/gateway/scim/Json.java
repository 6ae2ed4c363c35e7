package io.mnemon.gateway.scim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.gateway.json.StrictJson;
import io.mnemon.gateway.scim.ScimException.Reason;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** JSON as directories write it: names of attributes in any case, booleans as words. */
final class Json {
  private static final int MAX_DEPTH = 16;
  private static final Pattern SOURCE =
      Pattern.compile("\\s*(\\(start marker )?at \\[Source.*", Pattern.DOTALL);
  private static final ObjectMapper MAPPER = StrictJson.mapper(MAX_DEPTH);

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * @throws ScimException invalidSyntax if it is no JSON object in UTF-8
   */
  static ObjectNode parse(ByteString body) {
    if (body.isEmpty()) {
      throw invalid("the body is empty: send a JSON object");
    }
    if (!body.isValidUtf8()) {
      throw invalid("the body is not valid UTF-8");
    }
    try {
      if (MAPPER.readTree(body.toStringUtf8()) instanceof ObjectNode object) {
        return object;
      }
      throw invalid("the body must be a JSON object");
    } catch (JsonProcessingException e) {
      throw invalid("the body is not valid JSON: " + told(e));
    }
  }

  /** The member of this name in any case; missing if it is absent or null. */
  static JsonNode member(JsonNode object, String name) {
    JsonNode exact = object.path(name);
    if (!exact.isMissingNode()) {
      return exact.isNull() ? MissingNode.getInstance() : exact;
    }
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (field.getKey().equalsIgnoreCase(name)) {
        return field.getValue().isNull() ? MissingNode.getInstance() : field.getValue();
      }
    }
    return MissingNode.getInstance();
  }

  /**
   * A text; empty if it is absent or null. Some directories send numbers where a text is meant.
   *
   * @throws ScimException invalidValue if it is something else
   */
  static String text(String attribute, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (value.isTextual() || value.isNumber()) {
      return value.asText();
    }
    throw ScimException.bad(Reason.INVALID_VALUE, attribute + " must be a text");
  }

  /**
   * A boolean, also as a word such as "False".
   *
   * @throws ScimException invalidValue if it is something else
   */
  static boolean bool(String attribute, JsonNode value) {
    if (value.isBoolean()) {
      return value.asBoolean();
    }
    return switch (value.isTextual() ? value.asText().toLowerCase(Locale.ROOT) : "") {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw ScimException.bad(Reason.INVALID_VALUE, attribute + " must be true or false");
    };
  }

  /** What a parser says, without where in its own parts it found it. */
  static String told(Exception e) {
    return SOURCE.matcher(String.valueOf(e.getMessage())).replaceFirst("");
  }

  private static ScimException invalid(String detail) {
    return ScimException.bad(Reason.INVALID_SYNTAX, detail);
  }
}
