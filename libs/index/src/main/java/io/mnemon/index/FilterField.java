package io.mnemon.index;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The fields of a memory that filters can ask about, beside those in its metadata. */
public enum FilterField {
  KIND(Type.TEXT),
  TAGS(Type.TEXT),
  LAYER(Type.TEXT),
  SOURCE(Type.TEXT),
  SENSITIVITY(Type.TEXT),
  EPISODE(Type.TEXT),
  IMPORTANCE(Type.NUMBER),
  EVENT_TIME(Type.TIME),
  VALID_FROM(Type.TIME),
  VALID_TO(Type.TIME),
  CREATED_AT(Type.TIME),
  UPDATED_AT(Type.TIME),
  EXPIRES_AT(Type.TIME);

  /** What the names of fields in metadata begin with. */
  public static final String METADATA = "metadata.";

  private final String word = name().toLowerCase(Locale.ROOT);
  private final Type type;

  FilterField(Type type) {
    this.type = type;
  }

  /** What kind of values a field has. */
  public enum Type {
    TEXT,
    NUMBER,
    TIME
  }

  /** The name on the wire. */
  public String word() {
    return word;
  }

  public Type type() {
    return type;
  }

  /** Empty for fields in metadata, whose values may be of any type but times. */
  public static Optional<FilterField> ofWord(String word) {
    return Arrays.stream(values()).filter(field -> field.word.equals(word)).findFirst();
  }

  static String all() {
    return Arrays.stream(values()).map(FilterField::word).collect(Collectors.joining(", "))
        + " and "
        + METADATA
        + "<name>";
  }
}
