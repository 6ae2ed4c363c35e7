package io.mnemon.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A report as text that can be pasted into a document. */
public final class MarkdownTables {
  private MarkdownTables() {}

  public static String of(Report report) {
    StringBuilder text = new StringBuilder();
    report.terms().forEach((name, value) -> text.append(name + ": " + value + "  \n"));
    report.sections().forEach(section -> text.append('\n').append(of(section)));
    if (!report.verdicts().isEmpty()) {
      List<List<String>> rows = new ArrayList<>();
      for (Verdict verdict : report.verdicts()) {
        rows.add(
            List.of(
                verdict.goal(),
                verdict.bound(),
                verdict.measured(),
                verdict.met() ? "met" : "**missed**"));
      }
      text.append("\n## Goals\n\n");
      text.append(table(List.of("goal", "bound", "measured", ""), rows));
    }
    return text.toString();
  }

  /** One section, as it can be shown while the run goes on. */
  public static String of(Section section) {
    Set<String> columns = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>();
    for (Row row : section.rows()) {
      for (Figure figure : row.figures()) {
        if (names.add(figure.name())) {
          columns.add(figure.heading());
        }
      }
    }
    List<String> headings = new ArrayList<>(List.of(""));
    headings.addAll(columns);
    List<List<String>> rows = new ArrayList<>();
    for (Row row : section.rows()) {
      List<String> cells = new ArrayList<>(List.of(row.label()));
      names.forEach(name -> cells.add(row.figure(name).map(Figure::cell).orElse("–")));
      rows.add(cells);
    }
    String note = section.note().isEmpty() ? "" : section.note() + "\n\n";
    return "## " + section.title() + "\n\n" + note + table(headings, rows);
  }

  static String table(List<String> headings, List<List<String>> rows) {
    StringBuilder text = new StringBuilder(line(headings));
    text.append("|---").append("|---:".repeat(headings.size() - 1)).append("|\n");
    rows.forEach(row -> text.append(line(row)));
    return text.toString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
