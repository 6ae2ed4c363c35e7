package io.mnemon.gateway.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.mnemon.gateway.json.FieldKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The messages of the contract as JSON schemas, each described once and referred to by name. */
final class Schemas {
  private static final String DESCRIPTION = "description";

  private final ContractComments comments;
  private final Map<String, ObjectNode> byName = new TreeMap<>();
  private final Map<String, String> fullNames = new HashMap<>();

  Schemas(ContractComments comments) {
    this.comments = comments;
  }

  /** Every schema that was referred to. */
  Map<String, ObjectNode> byName() {
    return byName;
  }

  /** A reference to the schema of a message. */
  ObjectNode reference(Descriptor message) {
    if (!byName.containsKey(message.getName())) {
      ObjectNode schema = object();
      byName.put(message.getName(), schema);
      describe(message, List.of(), schema);
    }
    requireUnique(message);
    return reference(message.getName());
  }

  /**
   * A reference to the schema of a body that is a whole request, without what the path says. It
   * allows nothing else, since what is not known is refused.
   */
  ObjectNode bodyReference(Descriptor request, List<String> inPath) {
    ObjectNode schema = object();
    byName.put(request.getName(), schema);
    requireUnique(request);
    describe(request, inPath, schema);
    schema.put("additionalProperties", false);
    return reference(request.getName());
  }

  /** The schema of a field, with its comment. */
  ObjectNode of(FieldDescriptor field) {
    ObjectNode schema = field.isRepeated() ? list(field) : single(field);
    String comment = comments.of(field.getFullName());
    if (!comment.isEmpty()) {
      schema.put(DESCRIPTION, comment);
    }
    return schema;
  }

  private void describe(Descriptor message, List<String> without, ObjectNode schema) {
    schema.put("type", "object");
    String comment = comments.of(message.getFullName());
    if (!comment.isEmpty()) {
      schema.put(DESCRIPTION, comment);
    }
    ObjectNode properties = schema.putObject("properties");
    for (FieldDescriptor field : message.getFields()) {
      if (!without.contains(field.getName())) {
        properties.set(field.getName(), of(field));
      }
    }
  }

  private ObjectNode list(FieldDescriptor field) {
    ObjectNode list = object().put("type", "array");
    list.set("items", single(field));
    return list;
  }

  private ObjectNode single(FieldDescriptor field) {
    return switch (FieldKind.of(field)) {
      case TEXT, FIELD_MASK -> object().put("type", "string");
      case INT32 -> object().put("type", "integer").put("format", "int32");
      case INT64 -> object().put("type", "integer").put("format", "int64");
      case NUMBER -> object().put("type", "number").put("format", "double");
      case BOOL -> object().put("type", "boolean");
      case TIME -> object().put("type", "string").put("format", "date-time");
      case STRUCT -> object().put("type", "object").put("additionalProperties", true);
      case MESSAGE -> reference(field.getMessageType());
    };
  }

  private void requireUnique(Descriptor message) {
    String known = fullNames.putIfAbsent(message.getName(), message.getFullName());
    if (known != null && !known.equals(message.getFullName())) {
      throw new IllegalStateException(
          "%s and %s have one name in the REST API: rename one of them"
              .formatted(known, message.getFullName()));
    }
  }

  private static ObjectNode reference(String name) {
    return object().put("$ref", "#/components/schemas/" + name);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
