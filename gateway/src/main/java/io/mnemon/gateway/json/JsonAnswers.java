package io.mnemon.gateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes messages as JSON. */
public final class JsonAnswers {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();
  private static final ObjectMapper TREES = new ObjectMapper();
  private static final int USUAL_BYTES = 1024;

  private JsonAnswers() {}

  /** The message as a JSON object in UTF-8. */
  public static byte[] bytes(Message message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      MessageWriter.root(message, json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /** The message as a tree, without a text in between. */
  public static ObjectNode tree(Message message) {
    try (TokenBuffer tokens = new TokenBuffer(TREES, false)) {
      MessageWriter.root(message, tokens);
      return TREES.readTree(tokens.asParser());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /** The message as a JSON object. */
  public static String text(Message message) {
    return new String(bytes(message), StandardCharsets.UTF_8);
  }
}
