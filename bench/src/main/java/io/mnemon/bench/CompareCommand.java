package io.mnemon.bench;

import io.mnemon.bench.report.Comparison;
import io.mnemon.bench.report.Report;
import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Two earlier runs, figure by figure. */
@Command(
    name = "compare",
    description = "Prints what two runs measured, its ratio, and what has moved.",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Runnable {
  private final PrintStream screen;

  @Parameters(index = "0", description = "The JSON of the earlier run.")
  private Path before = Path.of("");

  @Parameters(index = "1", description = "The JSON of the later run.")
  private Path after = Path.of("");

  CompareCommand(PrintStream screen) {
    this.screen = screen;
  }

  @Override
  public void run() {
    screen.print(new Comparison(Report.read(before), Report.read(after)).markdown());
  }
}
