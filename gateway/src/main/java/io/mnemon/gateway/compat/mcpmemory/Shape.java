package io.mnemon.gateway.compat.mcpmemory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.gateway.compat.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a value must look like: as a schema, as a check, and what it leaves of a value. */
sealed interface Shape {
  /** So many mistakes are told; a list is not looked through any further then. */
  int ENOUGH = 20;

  /** A text. */
  record Text(String description) implements Shape {}

  /** A list of values of one shape. */
  record ListOf(Shape item, String description) implements Shape {}

  /** An object whose fields all have to be there, in this order; others are passed over. */
  record Structure(Map<String, Shape> fields) implements Shape {
    public Structure {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }

  /** A yes or no. */
  record Flag() implements Shape {}

  static Shape text(String description) {
    return new Text(description);
  }

  static Shape list(Shape item, String description) {
    return new ListOf(item, description);
  }

  static Structure of(String name, Shape shape) {
    return new Structure(Map.of(name, shape));
  }

  default ObjectNode schema() {
    ObjectNode schema = Json.object();
    switch (this) {
      case Text(String description) -> describe(schema.put("type", "string"), description);
      case Flag() -> schema.put("type", "boolean");
      case ListOf(Shape item, String description) -> {
        schema.put("type", "array").set("items", item.schema());
        describe(schema, description);
      }
      case Structure(Map<String, Shape> fields) -> {
        ObjectNode properties = schema.put("type", "object").putObject("properties");
        fields.forEach((name, shape) -> properties.set(name, shape.schema()));
        if (!fields.isEmpty()) {
          ArrayNode required = schema.putArray("required");
          fields.keySet().forEach(required::add);
        }
      }
    }
    return schema;
  }

  private static void describe(ObjectNode schema, String description) {
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
  }

  /**
   * The value with the fields that are known; what is wrong with it is added to the list, each in
   * the words of the reference server.
   */
  default JsonNode read(JsonNode value, String path, List<String> wrong) {
    return switch (this) {
      case Text text -> value.isTextual() ? value : refused("string", value, path, wrong);
      case Flag flag -> value.isBoolean() ? value : refused("boolean", value, path, wrong);
      case ListOf(Shape item, String description) -> {
        if (!value.isArray()) {
          yield refused("array", value, path, wrong);
        }
        ArrayNode items = Json.object().arrayNode();
        for (JsonNode one : value) {
          items.add(item.read(one, path + "[" + items.size() + "]", wrong));
          if (wrong.size() >= ENOUGH) {
            break;
          }
        }
        yield items;
      }
      case Structure(Map<String, Shape> fields) -> {
        if (!value.isObject()) {
          yield refused("object", value, path, wrong);
        }
        ObjectNode known = Json.object();
        fields.forEach(
            (name, shape) ->
                known.set(
                    name,
                    shape.read(
                        value.path(name), path.isEmpty() ? name : path + "." + name, wrong)));
        yield known;
      }
    };
  }

  private static JsonNode refused(
      String expected, JsonNode value, String path, List<String> wrong) {
    String found =
        value.isMissingNode() ? "undefined" : value.getNodeType().name().toLowerCase(Locale.ROOT);
    wrong.add(
        "Invalid input: expected %s, received %s%s"
            .formatted(expected, found, path.isEmpty() ? "" : " at " + path));
    return value;
  }
}
