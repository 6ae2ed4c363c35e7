package io.mnemon.gateway.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads single values. Nothing is converted: a number is not a string and a string is not a number,
 * so that what was meant is never guessed. Each method gives null where the value does not fit.
 */
final class ScalarReader {
  private final JsonParser parser;
  private final Refusals refusals;

  ScalarReader(JsonParser parser, Refusals refusals) {
    this.parser = parser;
    this.refusals = refusals;
  }

  @Nullable String text(String path) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      String text = parser.getText();
      TextCheck.check(text, path, refusals);
      return text;
    }
    String hint =
        parser.currentToken().isScalarValue() && parser.currentToken() != JsonToken.VALUE_NULL
            ? ": write \"" + Refusals.shown(parser.getText()) + "\" in quotes"
            : "";
    return refuse(path, FieldKind.TEXT, hint);
  }

  @Nullable Integer int32(String path) throws IOException {
    Long number = whole(path, FieldKind.INT32, Integer.MIN_VALUE, Integer.MAX_VALUE);
    return number == null ? null : Integer.valueOf(number.intValue());
  }

  @Nullable Long int64(String path) throws IOException {
    return whole(path, FieldKind.INT64, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @Nullable Double number(String path) throws IOException {
    if (!parser.currentToken().isNumeric()) {
      return refuse(path, FieldKind.NUMBER, unquote());
    }
    double number = parser.getDoubleValue();
    if (!Double.isFinite(number)) {
      refusals.add(path, "is too large for a number");
      return null;
    }
    return number;
  }

  @Nullable Boolean bool(String path) throws IOException {
    if (!parser.currentToken().isBoolean()) {
      return refuse(path, FieldKind.BOOL, "");
    }
    return parser.getBooleanValue();
  }

  private @Nullable Long whole(String path, FieldKind kind, long min, long max) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
      refusals.add(path, "must be a whole number: write it without fraction and exponent");
      return null;
    }
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      return refuse(path, kind, unquote());
    }
    boolean fits =
        parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
            && parser.getLongValue() >= min
            && parser.getLongValue() <= max;
    if (!fits) {
      refusals.add(path, "must be a whole number from %d to %d".formatted(min, max));
      return null;
    }
    return parser.getLongValue();
  }

  private String unquote() throws IOException {
    boolean quoted =
        parser.currentToken() == JsonToken.VALUE_STRING && Numbers.isNumber(parser.getText());
    return quoted ? ": write " + parser.getText() + " without quotes" : "";
  }

  private <T> @Nullable T refuse(String path, FieldKind kind, String hint) throws IOException {
    refusals.add(path, "must be %s, not %s%s".formatted(kind.words(), TokenWords.of(parser), hint));
    parser.skipChildren();
    return null;
  }
}
