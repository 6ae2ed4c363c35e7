package io.mnemon.bench.report;

import java.util.List;

/**
 * One table.
 *
 * @param note what exactly was done
 */
public record Section(String title, String note, List<Row> rows) {
  public Section {
    rows = List.copyOf(rows);
  }
}
