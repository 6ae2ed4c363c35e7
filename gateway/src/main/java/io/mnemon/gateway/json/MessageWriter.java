package io.mnemon.gateway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Writes a message. What is not set is left out: absent messages, empty strings, empty lists. Zero
 * and false are values and are written, and so are the empty lists of an answer's own items, since
 * a page without results still has results.
 */
final class MessageWriter {
  private static final double MAX_WHOLE = 1L << 53;

  private MessageWriter() {}

  static void root(Message message, JsonGenerator json) throws IOException {
    object(message, json, true);
  }

  private static void object(Message message, JsonGenerator json, boolean root) throws IOException {
    json.writeStartObject();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isRepeated()) {
        boolean items = root && FieldKind.of(field) == FieldKind.MESSAGE;
        list(message, field, json, items);
      } else if (!field.hasPresence() || message.hasField(field)) {
        Object value = message.getField(field);
        if (field.hasPresence() || !"".equals(value)) {
          json.writeFieldName(field.getName());
          value(value, field, json);
        }
      }
    }
    json.writeEndObject();
  }

  private static void list(
      Message message, FieldDescriptor field, JsonGenerator json, boolean evenIfEmpty)
      throws IOException {
    int size = message.getRepeatedFieldCount(field);
    if (size == 0 && !evenIfEmpty) {
      return;
    }
    json.writeArrayFieldStart(field.getName());
    for (int i = 0; i < size; i++) {
      value(message.getRepeatedField(field, i), field, json);
    }
    json.writeEndArray();
  }

  private static void value(Object value, FieldDescriptor field, JsonGenerator json)
      throws IOException {
    switch (FieldKind.of(field)) {
      case TEXT -> json.writeString((String) value);
      case INT32 -> json.writeNumber((Integer) value);
      case INT64 -> json.writeNumber((Long) value);
      case NUMBER -> number((Double) value, json);
      case BOOL -> json.writeBoolean((Boolean) value);
      case TIME -> json.writeString(Times.print((Timestamp) value));
      case FIELD_MASK -> json.writeString(FieldMasks.print((FieldMask) value));
      case STRUCT -> struct((Struct) value, json);
      case MESSAGE -> object((Message) value, json, false);
    }
  }

  private static void struct(Struct struct, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, Value> field : struct.getFieldsMap().entrySet()) {
      json.writeFieldName(field.getKey());
      free(field.getValue(), json);
    }
    json.writeEndObject();
  }

  private static void free(Value value, JsonGenerator json) throws IOException {
    switch (value.getKindCase()) {
      case STRUCT_VALUE -> struct(value.getStructValue(), json);
      case LIST_VALUE -> freeList(value.getListValue().getValuesList(), json);
      case STRING_VALUE -> json.writeString(value.getStringValue());
      case NUMBER_VALUE -> number(value.getNumberValue(), json);
      case BOOL_VALUE -> json.writeBoolean(value.getBoolValue());
      case NULL_VALUE, KIND_NOT_SET -> json.writeNull();
    }
  }

  private static void freeList(List<Value> values, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (Value value : values) {
      free(value, json);
    }
    json.writeEndArray();
  }

  private static void number(double number, JsonGenerator json) throws IOException {
    if (number == Math.rint(number) && Math.abs(number) < MAX_WHOLE) {
      json.writeNumber((long) number);
    } else if (Double.isFinite(number)) {
      json.writeNumber(number);
    } else {
      json.writeNull();
    }
  }
}
