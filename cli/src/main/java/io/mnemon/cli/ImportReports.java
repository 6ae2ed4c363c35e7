package io.mnemon.cli;

import java.util.ArrayList;
import java.util.List;

/** What an import did, as people read it. */
final class ImportReports {
  private ImportReports() {}

  static Table counts(Json report) {
    boolean isDry = report.get("dry_run").text().equals("true");
    Table table = new Table(isDry ? "WOULD BE" : "WHAT", "LINES");
    for (String what :
        List.of(
            "lines",
            "added",
            "renamed",
            "present",
            "duplicates",
            "passed_over",
            "refused",
            "embedded")) {
      table.row(what.replace('_', ' '), Long.toString(report.get(what).number()));
    }
    return table;
  }

  /** A line for each line that was refused and told. */
  static List<String> errors(Json report) {
    List<String> lines = new ArrayList<>();
    List<Json> errors = report.get("errors").items();
    for (Json error : errors) {
      lines.add("line %s: %s".formatted(error.get("line").text(), printable(error, "message")));
    }
    long more = report.get("refused").number() - errors.size();
    if (more > 0) {
      lines.add("and " + more + " more");
    }
    return lines;
  }

  private static String printable(Json error, String field) {
    return Table.printable(error.get(field).text());
  }
}
