package io.mnemon.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value as maps, lists, strings, numbers and booleans. Only what the command shows is looked
 * at, so there is no binding to classes; that keeps the start quick.
 */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Json ABSENT = new Json(null);

  private final @Nullable Object value;

  private Json(@Nullable Object value) {
    this.value = value;
  }

  /** An object with the given members, in their order. */
  static Json object(Map<String, ?> members) {
    return new Json(members);
  }

  /**
   * Reads one value.
   *
   * @throws IOException if the text is not exactly one JSON value
   */
  static Json parse(String text) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new IOException("there is no JSON value");
      }
      Json json = new Json(read(parser));
      if (parser.nextToken() != null) {
        throw new IOException("there is something after the JSON value");
      }
      return json;
    }
  }

  private static @Nullable Object read(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, read(parser));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(parser));
        }
        yield items;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
      case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  /** The member of that name; absent if there is none or this is no object. */
  Json get(String name) {
    return value instanceof Map<?, ?> members ? of(members.get(name)) : ABSENT;
  }

  /** The items of an array; none if this is not one. */
  List<Json> items() {
    return value instanceof List<?> items ? items.stream().map(Json::of).toList() : List.of();
  }

  /** Calls for each member of an object in its order. */
  void forEach(BiConsumer<String, Json> action) {
    if (value instanceof Map<?, ?> members) {
      members.forEach((name, member) -> action.accept(String.valueOf(name), of(member)));
    }
  }

  boolean isObject() {
    return value instanceof Map<?, ?>;
  }

  /** A string as it is, anything else as JSON, and nothing if absent. */
  String text() {
    if (value == null) {
      return "";
    }
    return value instanceof String string ? string : toString();
  }

  /** A whole number; 0 if absent. */
  long number() {
    return value instanceof Number number ? number.longValue() : 0;
  }

  private static Json of(@Nullable Object value) {
    return value == null ? ABSENT : new Json(value);
  }

  @Override
  public String toString() {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
    switch (value) {
      case Json json -> write(generator, json.value);
      case Map<?, ?> members -> {
        generator.writeStartObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
          generator.writeFieldName(String.valueOf(member.getKey()));
          write(generator, member.getValue());
        }
        generator.writeEndObject();
      }
      case List<?> items -> {
        generator.writeStartArray();
        for (Object item : items) {
          write(generator, item);
        }
        generator.writeEndArray();
      }
      case Number number -> generator.writeNumber(String.valueOf(number));
      case Boolean bool -> generator.writeBoolean(bool);
      case null -> generator.writeNull();
      default -> generator.writeString(String.valueOf(value));
    }
  }
}
