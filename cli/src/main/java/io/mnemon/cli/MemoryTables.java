package io.mnemon.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Memories as people read them. */
final class MemoryTables {
  private static final int SCORE_DIGITS = 3;

  private MemoryTables() {}

  /** One memory on one line. */
  static Table one(Json memory) {
    return Table.overview("ID", "LAYER", "KIND", "CONTENT")
        .row(cell(memory, "id"), cell(memory, "layer"), cell(memory, "kind"), content(memory));
  }

  /** The results of a search, best first. */
  static Table results(Json answer) {
    Table table = Table.overview("SCORE", "ID", "LAYER", "KIND", "CONTENT");
    for (Json result : answer.get("results").items()) {
      Json memory = result.get("memory");
      table.row(
          score(result.get("score")),
          cell(memory, "id"),
          cell(memory, "layer"),
          cell(memory, "kind"),
          content(memory));
    }
    return table;
  }

  /** Each result's score in its parts. */
  static Table explanations(Json answer) {
    List<String> parts =
        List.of("dense", "lexical", "fused", "precedence", "importance", "recency");
    Table table =
        new Table(
            "SCORE", "ID", "DENSE", "LEXICAL", "FUSED", "PRECEDENCE", "IMPORTANCE", "RECENCY");
    for (Json result : answer.get("results").items()) {
      List<String> scores =
          parts.stream().map(part -> score(result.get("explain").get(part))).toList();
      table.row(
          score(result.get("score")),
          cell(result.get("memory"), "id"),
          scores.get(0),
          scores.get(1),
          scores.get(2),
          scores.get(3),
          scores.get(4),
          scores.get(5));
    }
    return table;
  }

  /** Every field of one memory on a line of its own. */
  static Table whole(Json memory) {
    Table table = new Table("FIELD", "VALUE");
    memory.forEach((name, value) -> table.row(name, value.text()));
    return table;
  }

  private static String cell(Json memory, String field) {
    return memory.get(field).text();
  }

  private static String content(Json memory) {
    return cell(memory, "content");
  }

  private static String score(Json score) {
    return score.text().isEmpty()
        ? "-"
        : new BigDecimal(score.text()).setScale(SCORE_DIGITS, RoundingMode.HALF_UP).toString();
  }
}
