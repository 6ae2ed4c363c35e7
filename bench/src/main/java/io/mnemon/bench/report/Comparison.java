package io.mnemon.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Two runs figure by figure. A figure has moved if it is another by five percent, and the ranges of
 * its rounds do not touch; one that was measured once counts as spread by five percent either way.
 * The ranges of three rounds part by chance for one figure in ten.
 */
public final class Comparison {
  private static final double SPREAD_OF_ONE = 0.05;
  private static final double LEAST_MOVE = 0.05;

  private final Report before;
  private final Report after;

  public Comparison(Report before, Report after) {
    this.before = before;
    this.after = after;
  }

  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(terms());
    for (Section section : after.sections()) {
      List<List<String>> rows = rows(section);
      if (!rows.isEmpty()) {
        text.append("\n## ").append(section.title()).append("\n\n");
        text.append(
            MarkdownTables.table(
                List.of("", "figure", "before", "after", "after ÷ before", ""), rows));
      }
    }
    return text.append(only("before", before, after))
        .append(only("after", after, before))
        .toString();
  }

  /** The rows that one of the two runs did not measure. */
  private static String only(String name, Report report, Report other) {
    Set<String> rows = new LinkedHashSet<>(rows(report));
    rows.removeAll(rows(other));
    return rows.stream()
        .map(row -> "- " + row + "\n")
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining(),
                list -> list.isEmpty() ? "" : "\n## Only " + name + "\n\n" + list));
  }

  private static List<String> rows(Report report) {
    return report.sections().stream()
        .flatMap(
            section -> section.rows().stream().map(row -> section.title() + ": " + row.label()))
        .toList();
  }

  /** What was not equal about the two runs themselves. */
  private String terms() {
    StringBuilder text = new StringBuilder();
    Map<String, String> names = new LinkedHashMap<>(before.terms());
    names.putAll(after.terms());
    for (String name : names.keySet()) {
      String earlier = before.terms().getOrDefault(name, "not said");
      String later = after.terms().getOrDefault(name, "not said");
      if (!earlier.equals(later)) {
        text.append(name).append(": ").append(earlier).append(" → ").append(later).append("  \n");
      }
    }
    return text.toString();
  }

  private List<List<String>> rows(Section section) {
    List<List<String>> rows = new ArrayList<>();
    for (Row row : section.rows()) {
      for (Figure figure : row.figures()) {
        before.sections().stream()
            .filter(each -> each.title().equals(section.title()))
            .flatMap(each -> each.rows().stream())
            .filter(each -> each.label().equals(row.label()))
            .flatMap(each -> each.figure(figure.name()).stream())
            .findFirst()
            .ifPresent(earlier -> rows.add(row(row.label(), earlier, figure)));
      }
    }
    return rows;
  }

  private static List<String> row(String label, Figure earlier, Figure later) {
    String ratio = earlier.value() == 0 ? "–" : "%.2f".formatted(later.value() / earlier.value());
    return List.of(
        label,
        later.heading(),
        earlier.cell(),
        later.cell(),
        ratio,
        hasMoved(earlier, later) ? "**moved**" : "");
  }

  static boolean hasMoved(Figure earlier, Figure later) {
    boolean isOther =
        Math.abs(later.value() - earlier.value()) >= LEAST_MOVE * Math.abs(earlier.value());
    return isOther && (least(later) > most(earlier) || most(later) < least(earlier));
  }

  private static double least(Figure figure) {
    return figure.min() < figure.max()
        ? figure.min()
        : figure.value() - SPREAD_OF_ONE * Math.abs(figure.value());
  }

  private static double most(Figure figure) {
    return figure.min() < figure.max()
        ? figure.max()
        : figure.value() + SPREAD_OF_ONE * Math.abs(figure.value());
  }
}
