package io.mnemon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mnemon restore}: an installation back from a backup. */
@Command(
    name = "restore",
    description = {
      "Brings the data folder MNEMON_DATA back from a backup, checked before anything is touched.",
      "The index is built from the record at the next start, without embedding anything."
    })
final class RestoreCommand implements Callable<Integer> {
  private final Installation installation;

  @Parameters(paramLabel = "FILE", description = "The backup.")
  private String file = "";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description =
          "Go on to this time, like 2026-11-27T19:30:00Z, or to the latest there is, with the WAL"
              + " archived in MNEMON_WAL_ARCHIVE.")
  private String to = "";

  @Option(
      names = "--timeline",
      paramLabel = "N",
      description =
          "With --to: along this timeline of the archived WAL, or the latest. Needed only where a"
              + " restore has begun another one.")
  private String timeline = "";

  @Option(
      names = "--keys",
      paramLabel = "FOLDER",
      description = "Take the keys from here, for a backup that was made without.")
  private String keys = "";

  @Option(
      names = "--replace",
      description = "Move a data folder that holds something aside. Without it that is refused.")
  private boolean replace;

  @Option(names = "--check", description = "Read and check the backup, and change nothing.")
  private boolean check;

  RestoreCommand(Installation installation) {
    this.installation = installation;
  }

  @Override
  public Integer call() {
    List<String> words = new ArrayList<>(List.of("restore", "--file=" + file));
    if (!to.isBlank()) {
      words.add("--to=" + to);
    }
    if (!timeline.isBlank()) {
      words.add("--timeline=" + timeline);
    }
    if (!keys.isBlank()) {
      words.add("--keys=" + keys);
    }
    if (replace) {
      words.add("--replace");
    }
    if (check) {
      words.add("--check");
    }
    return installation.run(words);
  }
}
