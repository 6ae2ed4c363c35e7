package io.mnemon.gateway.compat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

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
    return Json.answer(200, body(embedded, asBase64), Map.of());
  }

  private static ByteString body(ObjectNode embedded, boolean asBase64) {
    List<byte[]> vectors = new ArrayList<>();
    for (JsonNode base64 : embedded.path("vectors")) {
      vectors.add(
          asBase64
              ? base64.asText().getBytes(StandardCharsets.ISO_8859_1)
              : Base64.getDecoder().decode(base64.asText()));
    }
    long tokens = embedded.path("tokens").asLong();
    ObjectNode usage = Json.object().put("prompt_tokens", tokens).put("total_tokens", tokens);
    return EmbeddingsBody.of(
        vectors, asBase64, "\"model\":" + embedded.path("model") + ",\"usage\":" + usage);
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
}
