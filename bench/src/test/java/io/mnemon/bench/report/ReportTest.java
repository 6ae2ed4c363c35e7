package io.mnemon.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir private Path folder;

  static Report report(String machine, Figure... figures) {
    return new Report(
        Map.of("machine", machine),
        List.of(new Section("Search", "Ten results.", List.of(new Row("1,000, HTTP", figures)))),
        List.of(Verdict.atMost("p50", 5, 3.21), Verdict.atLeast("rate", 100, 99)));
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Report report = report("a", new Figure("p50", "ms", 2, 1.5, 2.5));
    Path file = folder.resolve("deep/report.json");

    report.write(file);

    assertThat(Report.read(file)).isEqualTo(report);
  }

  @Test
  void aValueIsFoundAtItsPlace() {
    Report report = report("a", Figure.of("p50", "ms", 2));

    assertThat(report.value("Search", "1,000, HTTP", "p50")).hasValue(2);
    assertThat(report.value("Search", "1,000, HTTP", "p95")).isEmpty();
    assertThat(report.value("Ingest", "1,000, HTTP", "p50")).isEmpty();
  }

  @Test
  void tablesCanBePasted() {
    Report report =
        report("a", new Figure("p50", "ms", 2.345, 1.5, 2.5), Figure.of("failed", "", 0));

    assertThat(MarkdownTables.of(report))
        .isEqualTo(
            """
            machine: a \s

            ## Search

            Ten results.

            |  | p50, ms | failed |
            |---|---:|---:|
            | 1,000, HTTP | 2.35 (1.50–2.50) | 0 |

            ## Goals

            | goal | bound | measured |  |
            |---|---:|---:|---:|
            | p50 | ≤ 5 | 3.21 | met |
            | rate | ≥ 100 | 99 | **missed** |
            """);
  }

  @Test
  void rowsWithoutAFigureLeaveItsCellOpen() {
    Section section =
        new Section(
            "Search",
            "",
            List.of(
                new Row("a", Figure.of("p50", "ms", 1)), new Row("b", Figure.of("max", "ms", 2))));

    assertThat(MarkdownTables.of(section)).contains("| a | 1 | – |").contains("| b | – | 2 |");
  }
}
