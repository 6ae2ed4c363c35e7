package io.mnemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mnemon get}: reads one memory. */
@Command(name = "get", description = "Reads one memory.")
final class GetCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;

  @Parameters(paramLabel = "ID", description = "The memory's id.")
  private String id = "";

  GetCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    Json memory =
        mnemon.server().get(mnemon.key(Credentials.APPLICATION), "v1", "memories", required(id));
    mnemon.print(memory, MemoryTables::whole);
    return ExitCode.OK.number();
  }

  static String required(String id) {
    if (id.isBlank()) {
      throw CommandFailure.usage("The id is empty: take one from the answer to add or search.");
    }
    return id.strip();
  }
}
