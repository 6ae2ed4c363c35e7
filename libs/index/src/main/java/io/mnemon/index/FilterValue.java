package io.mnemon.index;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** A value that a memory has in a field. Values of different types are never equal or in order. */
public sealed interface FilterValue {

  /** A text; texts are in the order of their code points. */
  record Text(String text) implements FilterValue {}

  /** A number. */
  record Number(double number) implements FilterValue {
    public Number {
      if (Double.isNaN(number)) {
        throw new IllegalArgumentException("not a number");
      }
      // Zero is zero, whatever its sign.
      number = number == 0 ? 0 : number;
    }
  }

  /** True or false; they have no order. */
  record Truth(boolean isTrue) implements FilterValue {}

  /** A point in time, to the microsecond. */
  record Time(Instant time) implements FilterValue {
    long micros() {
      return LuceneFields.micros(time);
    }
  }

  /** Whether the value compares as wanted with another one; never if their types differ. */
  default boolean is(Filter.Order order, FilterValue other) {
    return switch (this) {
      case Text(String text) ->
          other instanceof Text(String bound)
              && order.holds(
                  Arrays.compareUnsigned(
                      text.getBytes(StandardCharsets.UTF_8),
                      bound.getBytes(StandardCharsets.UTF_8)));
      case Number(double number) ->
          other instanceof Number(double bound) && order.holds(Double.compare(number, bound));
      case Time(Instant time) ->
          other instanceof Time(Instant bound) && order.holds(time.compareTo(bound));
      case Truth truth -> false;
    };
  }
}
