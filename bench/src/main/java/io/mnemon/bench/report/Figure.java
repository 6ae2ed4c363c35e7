package io.mnemon.bench.report;

/**
 * One measured value.
 *
 * @param name the column in which it stands
 * @param value over all rounds; NaN if there was nothing to measure
 * @param min the least of the rounds; the value itself if it was measured once
 * @param max the greatest of the rounds
 */
public record Figure(String name, String unit, double value, double min, double max) {

  public static Figure of(String name, String unit, double value) {
    return new Figure(name, unit, value, value, value);
  }

  String heading() {
    return unit.isEmpty() ? name : name + ", " + unit;
  }

  /** Three digits, and the spread of the rounds where there were several. */
  String cell() {
    String text = number(value);
    return min < max ? text + " (" + number(min) + "–" + number(max) + ")" : text;
  }

  static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e9) {
      return "%,d".formatted((long) value);
    }
    if (size >= 100) {
      return "%,.0f".formatted(value);
    }
    if (size >= 10) {
      return "%.1f".formatted(value);
    }
    return size >= 1 ? "%.2f".formatted(value) : "%.3f".formatted(value);
  }
}
