package io.mnemon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mnemon backup}: everything that an installation keeps, into one file. */
@Command(
    name = "backup",
    description = {
      "Copies record, objects and keys of the data folder into one file, while Mnemon runs or not.",
      "The file holds the keys: who has it can read everything."
    })
final class BackupCommand implements Callable<Integer> {
  private final Installation installation;

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "The file to write.")
  private String file = "";

  @Option(
      names = "--without-keys",
      description = "Leave the keys out. A restore then needs them from elsewhere: --keys.")
  private boolean withoutKeys;

  @Option(
      names = "--prune-wal",
      description = "Delete archived WAL that no restore from this backup needs.")
  private boolean pruneWal;

  BackupCommand(Installation installation) {
    this.installation = installation;
  }

  @Override
  public Integer call() {
    List<String> words = new ArrayList<>(List.of("backup", "--file=" + required(file)));
    if (withoutKeys) {
      words.add("--without-keys");
    }
    if (pruneWal) {
      words.add("--prune-wal");
    }
    return installation.run(words);
  }

  static String required(String file) {
    if (file.isBlank()) {
      throw CommandFailure.usage("Name the file: mnemon backup FILE.");
    }
    return file;
  }

  /** {@code mnemon backup verify}. */
  @Command(
      name = "verify",
      description = "Reads all of a backup and compares it with its checksums.")
  static final class Verify implements Callable<Integer> {
    private final Installation installation;

    @Parameters(paramLabel = "FILE", description = "The backup.")
    private String file = "";

    Verify(Installation installation) {
      this.installation = installation;
    }

    @Override
    public Integer call() {
      return installation.run(List.of("verify", "--file=" + required(file)));
    }
  }
}
