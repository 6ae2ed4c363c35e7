package io.mnemon.gateway.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.mnemon.gateway.json.FieldKind;
import java.util.List;

/** Describes tools as JSON Schema: what they take and what they give. */
final class JsonSchemas {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private JsonSchemas() {}

  /** What a tool takes; nothing else is accepted. */
  static ObjectNode input(Tool tool) {
    ObjectNode schema = object();
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = JSON.arrayNode();
    for (Argument argument : tool.arguments()) {
      properties.set(argument.name(), input(tool, argument));
      if (argument.isRequired()) {
        required.add(argument.name());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  private static ObjectNode input(Tool tool, Argument argument) {
    FieldDescriptor field = field(tool.method().input(), argument.path());
    ObjectNode schema = JSON.objectNode();
    ObjectNode item = schema;
    if (field.isRepeated()) {
      schema.put("type", "array");
      item = schema.putObject("items");
    }
    type(field, item);
    if (!argument.words().isEmpty()) {
      ArrayNode words = item.putArray("enum");
      argument.words().forEach(words::add);
    }
    argument.preset().ifPresent(preset -> schema.put("default", preset));
    schema.put("description", argument.description());
    return schema;
  }

  /** What an answer of a method holds. */
  static ObjectNode output(Descriptor message) {
    ObjectNode schema = object();
    ObjectNode properties = schema.putObject("properties");
    for (FieldDescriptor field : message.getFields()) {
      ObjectNode value = properties.putObject(field.getName());
      if (field.isRepeated()) {
        value.put("type", "array");
        value = value.putObject("items");
      }
      if (FieldKind.of(field) == FieldKind.MESSAGE) {
        value.setAll(output(field.getMessageType()));
      } else {
        type(field, value);
      }
    }
    return schema;
  }

  private static void type(FieldDescriptor field, ObjectNode schema) {
    switch (FieldKind.of(field)) {
      case TEXT, FIELD_MASK -> schema.put("type", "string");
      case INT32, INT64 -> schema.put("type", "integer");
      case NUMBER -> schema.put("type", "number");
      case BOOL -> schema.put("type", "boolean");
      case TIME -> schema.put("type", "string").put("format", "date-time");
      case STRUCT, MESSAGE -> schema.put("type", "object");
    }
  }

  private static ObjectNode object() {
    return JSON.objectNode().put("type", "object");
  }

  /**
   * The field at a path such as {@code memory.scope.user}.
   *
   * @throws IllegalStateException if the contract has no such field
   */
  static FieldDescriptor field(Descriptor message, String path) {
    List<String> names = List.of(path.split("\\."));
    Descriptor parent = message;
    for (String name : names.subList(0, names.size() - 1)) {
      parent = part(parent, name).getMessageType();
    }
    return part(parent, names.getLast());
  }

  private static FieldDescriptor part(Descriptor message, String name) {
    FieldDescriptor field = message.findFieldByName(name);
    if (field == null) {
      throw new IllegalStateException(message.getFullName() + " has no field " + name);
    }
    return field;
  }
}
