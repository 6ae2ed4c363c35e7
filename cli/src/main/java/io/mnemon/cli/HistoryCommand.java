package io.mnemon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mnemon history}: every version of one memory. */
@Command(name = "history", description = "Shows every version of one memory, oldest first.")
final class HistoryCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;

  @Parameters(paramLabel = "ID", description = "The memory's id.")
  private String id = "";

  HistoryCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    String memory = GetCommand.required(id);
    List<Json> versions = new ArrayList<>();
    String cursor = "";
    do {
      Json page =
          mnemon
              .server()
              .get(
                  mnemon.key(Credentials.APPLICATION),
                  new Members().with("cursor", cursor).toJson(),
                  "v1",
                  "memories",
                  memory,
                  "history");
      versions.addAll(page.get("versions").items());
      cursor = page.get("next_cursor").text();
    } while (!cursor.isEmpty());
    mnemon.print(Json.object(Map.of("versions", versions)), history -> table(versions));
    return ExitCode.OK.number();
  }

  private static Table table(List<Json> versions) {
    Table table = Table.overview("VERSION", "CHANGE", "RECORDED AT", "BY", "CONTENT");
    for (Json version : versions) {
      table.row(
          version.get("memory").get("version").text(),
          version.get("change").text(),
          version.get("recorded_at").text(),
          version.get("principal").text(),
          version.get("memory").get("content").text());
    }
    return table;
  }
}
