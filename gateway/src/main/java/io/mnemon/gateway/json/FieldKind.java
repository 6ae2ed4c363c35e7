package io.mnemon.gateway.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;

/** What a field of the contract is in JSON. */
public enum FieldKind {
  TEXT("a string"),
  INT32("a whole number"),
  INT64("a whole number"),
  NUMBER("a number"),
  BOOL("true or false"),
  TIME("a time"),
  STRUCT("an object"),
  FIELD_MASK("a list of field names, separated by commas"),
  MESSAGE("an object");

  private final String words;

  FieldKind(String words) {
    this.words = words;
  }

  /** What it is, to people. */
  String words() {
    return words;
  }

  /**
   * The kind of a field, or of an item where the field is a list.
   *
   * @throws IllegalStateException if the contract uses a type that has no JSON form here
   */
  public static FieldKind of(FieldDescriptor field) {
    return switch (field.getType()) {
      case STRING -> TEXT;
      case INT32, SINT32, SFIXED32 -> INT32;
      case INT64, SINT64, SFIXED64 -> INT64;
      case DOUBLE -> NUMBER;
      case BOOL -> BOOL;
      case MESSAGE -> ofMessage(field);
      case FLOAT, UINT64, FIXED64, UINT32, FIXED32, GROUP, BYTES, ENUM ->
          throw new IllegalStateException(
              field.getFullName()
                  + " has a type without a JSON form: use string, int32, int64, double, bool or a"
                  + " message");
    };
  }

  private static FieldKind ofMessage(FieldDescriptor field) {
    if (field.isMapField()) {
      throw new IllegalStateException(
          field.getFullName() + " is a map, which has no JSON form here: use Struct or a list");
    }
    Descriptor message = field.getMessageType();
    return switch (message.getFullName()) {
      case "google.protobuf.Timestamp" -> TIME;
      case "google.protobuf.Struct" -> STRUCT;
      case "google.protobuf.FieldMask" -> FIELD_MASK;
      default -> MESSAGE;
    };
  }
}
