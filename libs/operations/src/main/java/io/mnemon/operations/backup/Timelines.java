package io.mnemon.operations.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ways on which archived WAL leads on from a backup. Whatever was restored with the archive at
 * hand, a drill too, has begun a timeline of its own there, and only people know which one was
 * served.
 */
final class Timelines {

  private static final Pattern HISTORY = Pattern.compile("([0-9A-F]{8})\\.history");

  /** The timeline that was left, where, and why. */
  private static final Pattern FORK =
      Pattern.compile("(\\d+)\\s+([0-9A-F]{1,8})/([0-9A-F]{1,8})\\s*(.*)");

  private static final int SEGMENT_BITS = 24;

  private final Path archive;

  /**
   * @param archive the folder of archived WAL
   */
  Timelines(Path archive) {
    this.archive = archive;
  }

  /**
   * Where a timeline was left.
   *
   * @param timeline that was left
   * @param piece the number of the piece of WAL in which it was left
   * @param reason in the words of Postgres; may be empty
   */
  private record Fork(int timeline, long piece, String reason) {}

  /**
   * A timeline that was begun by a restore.
   *
   * @param forks the timelines before it, from the first on
   * @param begunAt when it was archived that it begins
   */
  private record Begun(int number, List<Fork> forks, Instant begunAt) {

    boolean follows(BackedUpWal backup) {
      return forks.stream()
          .anyMatch(
              fork -> fork.timeline() == backup.timeline() && fork.piece() >= backup.lastPiece());
    }
  }

  /** Whether there is any other than the first. */
  boolean hasForks() throws IOException {
    return !begun().isEmpty();
  }

  /**
   * The timeline to follow.
   *
   * @throws Refusal if it cannot be reached from the backup, or none is named and there are several
   */
  int choose(BackedUpWal backup, Optional<WantedTimeline> wanted) throws IOException {
    List<Begun> others = begun().stream().filter(each -> each.follows(backup)).toList();
    if (wanted.isEmpty()) {
      if (!others.isEmpty()) {
        throw several(backup, others);
      }
      return backup.timeline();
    }
    int latest = others.isEmpty() ? backup.timeline() : others.getLast().number();
    int number = wanted.get().number().orElse(latest);
    if (number != backup.timeline() && others.stream().noneMatch(o -> o.number() == number)) {
      throw new Refusal(
          "Timeline %d does not lead on from this backup. These do:%n%s%nSay --timeline with one of them, or take another backup. Nothing was changed."
              .formatted(number, described(backup, others)));
    }
    return number;
  }

  private Refusal several(BackedUpWal backup, List<Begun> others) throws IOException {
    return new Refusal(
        "The archived WAL in %s leads on from this backup on several timelines, because backups were restored with it:%n%s%nSay which one to follow: --timeline with its number, or --timeline latest for the highest. Nothing was changed."
            .formatted(archive, described(backup, others)));
  }

  private String described(BackedUpWal backup, List<Begun> others) throws IOException {
    var lines = new ArrayList<String>();
    lines.add(
        "  %d, the backup's own%s".formatted(backup.timeline(), lastPiece(backup.timeline())));
    for (Begun each : others) {
      Fork fork = each.forks().getLast();
      lines.add(
          "  %d, begun %s on timeline %d%s%s"
              .formatted(
                  each.number(),
                  each.begunAt(),
                  fork.timeline(),
                  fork.reason().isEmpty() ? "" : " (" + fork.reason() + ")",
                  lastPiece(each.number())));
    }
    return lines.stream().collect(Collectors.joining(System.lineSeparator()));
  }

  /** How far a timeline goes, for people. */
  private String lastPiece(int timeline) throws IOException {
    String prefix = "%08X".formatted(timeline);
    Optional<Path> last;
    try (Stream<Path> files = Files.list(archive)) {
      last =
          files
              .filter(file -> WalName.isPiece(file.getFileName().toString()))
              .filter(file -> file.getFileName().toString().startsWith(prefix))
              .max(Comparator.comparing(Path::getFileName));
    }
    return last.isEmpty()
        ? "; no WAL of it is archived"
        : "; its last WAL was archived " + archivedAt(last.get());
  }

  private static Instant archivedAt(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** In the order of their numbers. */
  private List<Begun> begun() throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(archive)) {
      files = entries.sorted().toList();
    }
    var begun = new ArrayList<Begun>();
    for (Path file : files) {
      Matcher name = HISTORY.matcher(file.getFileName().toString());
      if (name.matches()) {
        int number = Integer.parseUnsignedInt(name.group(1), 16);
        begun.add(new Begun(number, forks(file), archivedAt(file)));
      }
    }
    return begun;
  }

  private static List<Fork> forks(Path history) throws IOException {
    return Files.readString(history, UTF_8)
        .lines()
        .map(String::strip)
        .map(FORK::matcher)
        .filter(Matcher::matches)
        .map(
            line ->
                new Fork(
                    Integer.parseInt(line.group(1)),
                    piece(line.group(2), line.group(3)),
                    line.group(4)))
        .toList();
  }

  /** The number of the piece of WAL that holds a position, given in hexadecimal digits. */
  private static long piece(String high, String low) {
    return (Long.parseLong(high, 16) << Integer.SIZE | Long.parseLong(low, 16)) >> SEGMENT_BITS;
  }
}
