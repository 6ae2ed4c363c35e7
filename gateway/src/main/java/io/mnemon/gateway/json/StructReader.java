package io.mnemon.gateway.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.IOException;

/** Reads free-form JSON, e.g. a memory's metadata. */
final class StructReader {
  private static final long MAX_WHOLE = 1L << 53;

  private final JsonParser parser;
  private final Refusals refusals;

  StructReader(JsonParser parser, Refusals refusals) {
    this.parser = parser;
    this.refusals = refusals;
  }

  /** Reads the object that the parser has just begun. */
  Struct read(String path) throws IOException {
    Struct.Builder struct = Struct.newBuilder();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      String fieldPath = FieldPath.child(path, name);
      parser.nextToken();
      if (struct.containsFields(name)) {
        refusals.add(fieldPath, "is there twice: keep one of them");
      }
      TextCheck.check(name, fieldPath, refusals);
      struct.putFields(name, value(fieldPath));
    }
    return struct.build();
  }

  private Value value(String path) throws IOException {
    Value.Builder value = Value.newBuilder();
    switch (parser.currentToken()) {
      case START_OBJECT -> value.setStructValue(read(path));
      case START_ARRAY -> value.setListValue(list(path));
      case VALUE_STRING -> {
        String text = parser.getText();
        TextCheck.check(text, path, refusals);
        value.setStringValue(text);
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> value.setNumberValue(number(path));
      case VALUE_TRUE -> value.setBoolValue(true);
      case VALUE_FALSE -> value.setBoolValue(false);
      case VALUE_NULL -> value.setNullValue(NullValue.NULL_VALUE);
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("not a value: " + parser.currentToken());
    }
    return value.build();
  }

  private ListValue list(String path) throws IOException {
    ListValue.Builder list = ListValue.newBuilder();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.addValues(value(FieldPath.item(path, list.getValuesCount())));
    }
    return list.build();
  }

  private double number(String path) throws IOException {
    if (!keepsDigits()) {
      refusals.add(path, "is a number whose digits JSON readers do not keep: write it as a string");
      return 0;
    }
    return parser.getDoubleValue();
  }

  private boolean keepsDigits() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
      return Double.isFinite(parser.getDoubleValue());
    }
    // As a double the first number beyond the limit is the limit itself.
    return parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        && parser.getLongValue() <= MAX_WHOLE
        && parser.getLongValue() >= -MAX_WHOLE;
  }
}
