package io.mnemon.gateway.compat.anthropic;

import java.util.ArrayList;
import java.util.List;

/** The lines of a file, and what is done to them. */
final class Text {
  private static final int AROUND = 2;
  private static final int MOST_LINES = 100;

  private Text() {}

  static List<String> lines(String text) {
    return List.of(text.split("\n", -1));
  }

  /** Lines with their numbers. */
  static String numbered(List<String> lines, int first) {
    List<String> numbered = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      numbered.add("%6d\t%s".formatted(first + i, lines.get(i)));
    }
    return String.join("\n", numbered);
  }

  /**
   * Where something begins that is there exactly once.
   *
   * @throws ToolFailure if it is not
   */
  static int only(String text, String old, String path) {
    int first = old.isEmpty() ? -1 : text.indexOf(old);
    if (first < 0) {
      throw new ToolFailure(
          "No replacement was performed, old_str `%s` did not appear verbatim in %s."
              .formatted(old, path));
    }
    if (text.indexOf(old, first + 1) >= 0) {
      throw new ToolFailure(
          "No replacement was performed. Multiple occurrences of old_str `%s` in lines: %s. Please ensure it is unique"
              .formatted(old, String.join(", ", linesWith(text, old))));
    }
    return first;
  }

  /** The numbers of the first lines in which something begins; it goes through the text once. */
  private static List<String> linesWith(String text, String old) {
    List<String> lines = new ArrayList<>();
    int line = 1;
    int counted = 0;
    int at = text.indexOf(old);
    while (at >= 0 && lines.size() < MOST_LINES) {
      line += breaks(text, counted, at);
      counted = at;
      lines.add(Integer.toString(line));
      int end = text.indexOf('\n', at);
      at = end < 0 ? -1 : text.indexOf(old, end + 1);
    }
    return lines;
  }

  private static int breaks(String text, int from, int to) {
    int breaks = 0;
    for (int i = from; i < to; i++) {
      breaks += text.charAt(i) == '\n' ? 1 : 0;
    }
    return breaks;
  }

  /** The line of a place with those around it. */
  static String around(String text, int place) {
    List<String> lines = lines(text);
    int changed = breaks(text, 0, place);
    int from = Math.max(0, changed - AROUND);
    int to = Math.min(lines.size(), changed + AROUND + 1);
    return numbered(lines.subList(from, to), from + 1);
  }

  /** The text with another after so many of its lines. */
  static String inserted(String text, int after, String more) {
    List<String> lines = new ArrayList<>(lines(text));
    if (after < 0 || after > lines.size()) {
      throw new ToolFailure(
          "Invalid `insert_line` parameter: %d. It should be within the range of lines of the file: [0, %d]"
              .formatted(after, lines.size()));
    }
    lines.add(after, more.endsWith("\n") ? more.substring(0, more.length() - 1) : more);
    return String.join("\n", lines);
  }
}
