package io.mnemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code mnemon status}: whether the server is ready, and which of its parts is not. */
@Command(name = "status", description = "Says whether Mnemon is ready. Needs no key.")
final class StatusCommand implements Callable<Integer> {
  private static final String UP = "UP";

  private final MnemonCommand mnemon;

  StatusCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    Json report = mnemon.server().probe("health", "ready");
    mnemon.print(report, StatusCommand::table);
    return (report.get("status").text().equals(UP) ? ExitCode.OK : ExitCode.REFUSED).number();
  }

  private static Table table(Json report) {
    Table table = Table.overview("CHECK", "STATUS", "DETAIL");
    table.row("ready", report.get("status").text(), "");
    for (Json check : report.get("checks").items()) {
      table.row(check.get("name").text(), check.get("status").text(), check.get("data").text());
    }
    return table;
  }
}
