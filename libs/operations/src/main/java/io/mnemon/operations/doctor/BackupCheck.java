package io.mnemon.operations.doctor;

import io.mnemon.operations.backup.Backup;
import io.mnemon.operations.backup.WalName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** When the last backup was made, and whether the WAL archive can bring one forward. */
final class BackupCheck implements Check {

  private final Path root;
  private final Optional<Path> wal;
  private final Limits limits;
  private final InstantSource clock;

  BackupCheck(Path root, Optional<Path> wal, Limits limits, InstantSource clock) {
    this.root = root;
    this.wal = wal;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "backups";
  }

  @Override
  public List<Finding> findings() {
    var found = new ArrayList<Finding>();
    try {
      age(found);
      if (wal.isPresent()) {
        gaps(wal.get(), found);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private void age(List<Finding> found) throws IOException {
    Path last = root.resolve(Backup.LAST);
    boolean isMade = Files.exists(last);
    Path born = root.resolve("keys/master");
    Instant since =
        isMade
            ? time(Files.readAllLines(last).getFirst())
            : Files.exists(born) ? Files.getLastModifiedTime(born).toInstant() : clock.instant();
    Duration age = Duration.between(since, clock.instant());
    if (age.compareTo(limits.backup()) > 0) {
      found.add(
          Finding.warning(
              "backup-old",
              isMade
                  ? "The last backup is %d days old.".formatted(age.toDays())
                  : "There was never a backup, in %d days.".formatted(age.toDays()),
              "What came after it is lost with the disk.",
              "mnemon backup FILE, on another disk"));
    }
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text.strip());
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  private static void gaps(Path folder, List<Finding> found) throws IOException {
    if (!Files.isDirectory(folder)) {
      found.add(
          Finding.error(
              "wal-archive-missing",
              "There is no folder " + folder + ".",
              "Without it a backup cannot be brought to a later time.",
              "Mount it, or set MNEMON_WAL_ARCHIVE to the right folder."));
      return;
    }
    List<String> pieces;
    try (Stream<Path> files = Files.list(folder)) {
      pieces =
          files
              .map(file -> file.getFileName().toString())
              .filter(WalName::isPiece)
              .sorted((a, b) -> Long.compare(WalName.number(a), WalName.number(b)))
              .toList();
    }
    for (int i = 1; i < pieces.size(); i++) {
      if (WalName.number(pieces.get(i)) > WalName.number(pieces.get(i - 1)) + 1) {
        found.add(
            Finding.error(
                "wal-archive-gap",
                "Between %s and %s a piece of WAL is missing in %s."
                    .formatted(pieces.get(i - 1), pieces.get(i), folder),
                "No backup from before the gap can be brought to a time after it.",
                "mnemon backup FILE now: it needs nothing from before."));
        return;
      }
    }
  }
}
