package io.mnemon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mnemon doctor}: what is wrong with the installation on this machine. */
@Command(
    name = "doctor",
    description = {
      "Looks at data folder, stores, versions, clocks, disk, keys, index and backups, while Mnemon"
          + " runs or not,",
      "and says of each fault why it matters and what to do."
    },
    exitCodeList = {"0:all is well", "1:there are warnings", "2:there are errors"})
final class DoctorCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;
  private final Installation installation;

  @Option(
      names = "--min-free-mb",
      paramLabel = "MB",
      description = "How much of the disk has to be free. Default: 2000.")
  private long minFreeMb;

  @Option(
      names = "--max-transaction-s",
      paramLabel = "SECONDS",
      description = "How long a transaction may last. Default: 600.")
  private long maxTransactionS;

  @Option(
      names = "--max-backup-days",
      paramLabel = "DAYS",
      description = "How old the last backup may be. Default: 7.")
  private long maxBackupDays;

  DoctorCommand(MnemonCommand mnemon, Installation installation) {
    this.mnemon = mnemon;
    this.installation = installation;
  }

  @Override
  public Integer call() {
    List<String> words = new ArrayList<>(List.of("doctor"));
    if (mnemon.wantsJson()) {
      words.add("--json");
    }
    limit(words, "--min-free-mb", minFreeMb);
    limit(words, "--max-transaction-s", maxTransactionS);
    limit(words, "--max-backup-days", maxBackupDays);
    return installation.run(words);
  }

  private static void limit(List<String> words, String option, long value) {
    if (value > 0) {
      words.add(option + "=" + value);
    }
  }
}
