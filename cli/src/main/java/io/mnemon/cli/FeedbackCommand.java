package io.mnemon.cli;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mnemon feedback}: says whether a memory was worth something. */
@Command(name = "feedback", description = "Says whether a memory was worth something.")
final class FeedbackCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;

  @Parameters(index = "0", paramLabel = "ID", description = "The memory's id.")
  private String id = "";

  @Parameters(
      index = "1",
      paramLabel = "KIND",
      description = "helpful, irrelevant, outdated, inaccurate or duplicate.")
  private String kind = "";

  @Option(names = "--score", description = "-1 to 1. Default: what the kind stands for.")
  private Optional<BigDecimal> score = Optional.empty();

  @Option(names = "--reason", description = "Why.")
  private String reason = "";

  FeedbackCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    Json answer =
        mnemon
            .server()
            .post(
                mnemon.key(Credentials.APPLICATION),
                "",
                new Members()
                    .with("reward", kind)
                    .with("score", score)
                    .with("reason", reason)
                    .toJson(),
                "v1",
                "memories",
                GetCommand.required(id),
                "feedback");
    mnemon.print(answer, MemoryTables::whole);
    return ExitCode.OK.number();
  }
}
