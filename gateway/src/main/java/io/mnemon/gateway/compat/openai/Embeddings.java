package io.mnemon.gateway.compat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/** Turns texts into vectors. */
final class Embeddings {
  private static final List<String> FIELDS =
      List.of("input", "model", "encoding_format", "dimensions", "user");

  private Embeddings() {}

  static Answer create(CompatRequest request) {
    Fields fields = request.fields();
    requireKnown(fields);
    boolean asBase64 = asBase64(fields);
    ObjectNode wanted = Json.object().put("model", fields.requiredText("model"));
    wanted.set("input", texts(fields));
    if (fields.has("dimensions")) {
      wanted.put("dimensions", fields.number("dimensions", 0, 1, Integer.MAX_VALUE));
    }
    fields.text("user").ifPresent(user -> wanted.put("user", user));
    ObjectNode embedded = request.call("CreateEmbeddings", wanted);
    ObjectNode answer = Json.object().put("object", "list");
    ArrayNode data = answer.putArray("data");
    for (JsonNode vector : embedded.path("vectors")) {
      ObjectNode one = data.addObject().put("object", "embedding").put("index", data.size() - 1);
      if (asBase64) {
        one.set("embedding", vector);
      } else {
        one.putRawValue("embedding", numbers(vector.asText()));
      }
    }
    answer.set("model", embedded.get("model"));
    long tokens = embedded.path("tokens").asLong();
    answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return Json.answer(200, answer);
  }

  private static void requireKnown(Fields fields) {
    fields
        .all()
        .forEach(
            field -> {
              if (!FIELDS.contains(field.getKey())) {
                throw fields.invalid(
                    field.getKey(), "is not known: there are " + String.join(", ", FIELDS));
              }
            });
  }

  private static boolean asBase64(Fields fields) {
    return switch (fields.text("encoding_format").orElse("float")) {
      case "float" -> false;
      case "base64" -> true;
      default -> throw fields.invalid("encoding_format", "must be float or base64");
    };
  }

  private static ArrayNode texts(Fields fields) {
    JsonNode input = fields.any("input").orElseThrow(() -> fields.invalid("input", "is missing"));
    ArrayNode texts = JsonNodeFactory.instance.arrayNode();
    if (input.isTextual()) {
      return texts.add(input);
    }
    if (!input.isArray()) {
      throw fields.invalid("input", "must be a text or a list of texts");
    }
    for (JsonNode text : input) {
      if (!text.isTextual()) {
        throw notText(text, "input[" + texts.size() + "]");
      }
      texts.add(text);
    }
    return texts;
  }

  private static ServiceException notText(JsonNode value, String path) {
    boolean areTokens = value.isNumber() || (value.isArray() && value.path(0).isNumber());
    return ServiceException.invalid(
        path,
        areTokens
            ? "is made of tokens, which only their own tokenizer can read: send the text itself"
            : "must be a text");
  }

  private static RawValue numbers(String base64) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    return new RawValue(FloatText.of(bytes.asFloatBuffer()));
  }
}
