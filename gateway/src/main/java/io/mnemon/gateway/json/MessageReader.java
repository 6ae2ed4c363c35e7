package io.mnemon.gateway.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a JSON object into a message, and notes everything that does not fit. */
final class MessageReader {
  private final JsonParser parser;
  private final Refusals refusals;
  private final ScalarReader scalars;
  private final StructReader structs;

  MessageReader(JsonParser parser, Refusals refusals) {
    this.parser = parser;
    this.refusals = refusals;
    this.scalars = new ScalarReader(parser, refusals);
    this.structs = new StructReader(parser, refusals);
  }

  /** Reads the object that the parser has just begun; gives its keys that are fields. */
  Set<String> read(Message.Builder builder, String path) throws IOException {
    Set<String> keys = new LinkedHashSet<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      String fieldPath = FieldPath.child(path, name);
      JsonToken token = parser.nextToken();
      FieldDescriptor field = builder.getDescriptorForType().findFieldByName(name);
      if (field == null) {
        refusals.add(fieldPath, Spelling.unknown("field", name, names(builder)));
        parser.skipChildren();
      } else if (!keys.add(name)) {
        refusals.add(fieldPath, "is there twice: keep one of them");
        parser.skipChildren();
      } else if (token != JsonToken.VALUE_NULL) {
        field(builder, field, fieldPath);
      }
    }
    return keys;
  }

  private static Set<String> names(Message.Builder builder) {
    Set<String> names = new LinkedHashSet<>();
    builder.getDescriptorForType().getFields().forEach(field -> names.add(field.getName()));
    return names;
  }

  private void field(Message.Builder builder, FieldDescriptor field, String path)
      throws IOException {
    if (field.isRepeated()) {
      list(builder, field, path);
      return;
    }
    Object value = value(builder, field, path);
    if (value != null) {
      builder.setField(field, value);
    }
  }

  private void list(Message.Builder builder, FieldDescriptor field, String path)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      refusals.add(path, "must be a list, not %s".formatted(TokenWords.of(parser)));
      parser.skipChildren();
      return;
    }
    int index = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = value(builder, field, FieldPath.item(path, index));
      if (value != null) {
        builder.addRepeatedField(field, value);
      }
      index++;
    }
  }

  /** The value, or null if it does not fit, which has then been noted. */
  private @Nullable Object value(Message.Builder builder, FieldDescriptor field, String path)
      throws IOException {
    FieldKind kind = FieldKind.of(field);
    return switch (kind) {
      case TEXT -> scalars.text(path);
      case INT32 -> scalars.int32(path);
      case INT64 -> scalars.int64(path);
      case NUMBER -> scalars.number(path);
      case BOOL -> scalars.bool(path);
      case TIME -> time(path);
      case FIELD_MASK -> fieldMask(path);
      case STRUCT -> isObject(path, kind) ? structs.read(path) : null;
      case MESSAGE -> {
        if (!isObject(path, kind)) {
          yield null;
        }
        Message.Builder child = builder.newBuilderForField(field);
        read(child, path);
        yield child.build();
      }
    };
  }

  private boolean isObject(String path, FieldKind kind) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return true;
    }
    refusals.add(path, "must be %s, not %s".formatted(kind.words(), TokenWords.of(parser)));
    parser.skipChildren();
    return false;
  }

  private @Nullable Timestamp time(String path) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      refusals.add(path, "%s, not %s".formatted(Times.EXPECTED, TokenWords.of(parser)));
      parser.skipChildren();
      return null;
    }
    Optional<Timestamp> time = Times.parse(parser.getText());
    if (time.isEmpty()) {
      refusals.add(path, Times.EXPECTED);
    }
    return time.orElse(null);
  }

  private @Nullable FieldMask fieldMask(String path) throws IOException {
    String text = scalars.text(path);
    return text == null ? null : FieldMasks.of(text);
  }
}
