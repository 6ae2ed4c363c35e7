package io.mnemon.gateway.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Timestamp;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads single values where everything is text: in a path or a query. */
public final class TextValues {
  private TextValues() {}

  /** The value of a field, or of an item of it; null if it does not fit, which is noted. */
  public static @Nullable Object read(
      FieldDescriptor field, String text, String path, Refusals refusals) {
    return switch (FieldKind.of(field)) {
      case TEXT -> text;
      case INT32 ->
          whole(text, path, Integer.MIN_VALUE, Integer.MAX_VALUE, refusals)
              .map(Long::intValue)
              .orElse(null);
      case INT64 -> whole(text, path, Long.MIN_VALUE, Long.MAX_VALUE, refusals).orElse(null);
      case NUMBER -> number(text, path, refusals);
      case BOOL -> bool(text, path, refusals);
      case TIME -> time(text, path, refusals);
      case FIELD_MASK -> FieldMasks.of(text);
      case STRUCT -> JsonBodies.struct(text, path, refusals);
      case MESSAGE -> {
        refusals.add(path, "is an object: name one of its fields, as in " + path + ".field=value");
        yield null;
      }
    };
  }

  private static Optional<Long> whole(
      String text, String path, long min, long max, Refusals refusals) {
    if (Numbers.isWhole(text)) {
      try {
        long number = Long.parseLong(text);
        if (number >= min && number <= max) {
          return Optional.of(number);
        }
      } catch (NumberFormatException e) {
        // Out of the range of a long, which is told below like every other range.
      }
      refusals.add(path, "must be a whole number from %d to %d".formatted(min, max));
    } else {
      refusals.add(path, "must be a whole number, e.g. 10");
    }
    return Optional.empty();
  }

  private static @Nullable Double number(String text, String path, Refusals refusals) {
    if (Numbers.isNumber(text) && Double.isFinite(Double.parseDouble(text))) {
      return Double.valueOf(text);
    }
    refusals.add(path, "must be a number, e.g. 0.5");
    return null;
  }

  private static @Nullable Boolean bool(String text, String path, Refusals refusals) {
    return switch (text) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> {
        refusals.add(path, "must be true or false");
        yield null;
      }
    };
  }

  private static @Nullable Timestamp time(String text, String path, Refusals refusals) {
    Optional<Timestamp> time = Times.parse(text);
    if (time.isEmpty()) {
      refusals.add(path, Times.EXPECTED + " (in a query, + is written %2B)");
    }
    return time.orElse(null);
  }
}
