package io.mnemon.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns for a terminal. */
final class Table {
  private static final int OVERVIEW_WIDTH = 100;
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int lastColumnWidth;

  /** A table that shows every cell whole. */
  Table(String... headings) {
    this(Integer.MAX_VALUE, headings);
  }

  private Table(int lastColumnWidth, String... headings) {
    this.lastColumnWidth = lastColumnWidth;
    rows.add(List.of(headings));
  }

  /** A table whose last column is cut where the line gets too long. */
  static Table overview(String... headings) {
    return new Table(OVERVIEW_WIDTH, headings);
  }

  Table row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException("a row has a cell for every heading");
    }
    rows.add(List.of(cells).stream().map(Table::printable).toList());
    return this;
  }

  @Override
  public String toString() {
    int last = rows.getFirst().size() - 1;
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int column = 0; column < last; column++) {
        String cell = row.get(column);
        text.append(cell).append(" ".repeat(width(column) - length(cell))).append(GAP);
      }
      text.append(cut(row.get(last))).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  private String cut(String cell) {
    return length(cell) <= lastColumnWidth
        ? cell
        : cell.substring(0, cell.offsetByCodePoints(0, lastColumnWidth - 1)) + "…";
  }

  /** What others wrote must not steer the terminal: control characters become spaces. */
  static String printable(String text) {
    return text.codePoints()
        .map(point -> Character.isISOControl(point) ? ' ' : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString()
        .strip();
  }
}
