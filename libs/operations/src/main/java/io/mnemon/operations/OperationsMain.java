package io.mnemon.operations;

import io.mnemon.embedded.CannotStart;
import io.mnemon.embedded.LaunchSettings;
import io.mnemon.embedded.OperatorCommands;
import io.mnemon.operations.backup.Backup;
import io.mnemon.operations.backup.Progress;
import io.mnemon.operations.backup.RecoveryTarget;
import io.mnemon.operations.backup.Refusal;
import io.mnemon.operations.backup.Restore;
import io.mnemon.operations.backup.WantedTimeline;
import io.mnemon.operations.doctor.Doctor;
import io.mnemon.operations.doctor.Limits;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what the mnemon command passes on, runs it, and tells how it went. */
public final class OperationsMain implements OperatorCommands {

  private static final int OK = 0;
  private static final int REFUSED = 1;
  private static final int USAGE = 2;

  private static final Map<String, Set<String>> OPTIONS =
      Map.of(
          "backup", Set.of("--file", "--without-keys", "--prune-wal"),
          "verify", Set.of("--file"),
          "restore", Set.of("--file", "--to", "--timeline", "--keys", "--replace", "--check"),
          "doctor", Set.of("--json", "--min-free-mb", "--max-transaction-s", "--max-backup-days"));

  private final PrintStream out;
  private final PrintStream err;
  private final InstantSource clock;
  private final boolean isTerminal;

  /** For a process of its own. */
  public OperationsMain() {
    this(
        System.out,
        System.err,
        Clock.systemUTC(),
        System.console() != null && System.console().isTerminal());
  }

  OperationsMain(PrintStream out, PrintStream err, InstantSource clock, boolean isTerminal) {
    this.out = out;
    this.err = err;
    this.clock = clock;
    this.isTerminal = isTerminal;
  }

  @Override
  public int run(List<String> words, Map<String, String> environment) {
    var arguments = new Arguments(words);
    Set<String> known = OPTIONS.get(arguments.command());
    if (known == null || !arguments.otherThan(known).isEmpty()) {
      err.println("mnemon: " + String.join(" ", words) + " is not understood.");
      return USAGE;
    }
    if (arguments.command().equals("doctor")) {
      return doctor(environment, arguments);
    }
    try {
      LaunchSettings settings = LaunchSettings.withoutPorts(environment);
      return switch (arguments.command()) {
        case "backup" -> backup(settings, arguments);
        case "verify" -> verify(settings, arguments);
        default -> restore(settings, arguments);
      };
    } catch (Refusal | CannotStart e) {
      err.println("mnemon: " + e.getMessage());
      return REFUSED;
    }
  }

  private static Path file(Arguments arguments) {
    return Path.of(
        arguments
            .get("--file")
            .orElseThrow(() -> new CannotStart("Name the archive: --file=FILE.")));
  }

  private Progress progress() {
    return new Progress(err, isTerminal);
  }

  private int backup(LaunchSettings settings, Arguments arguments) {
    long start = System.nanoTime();
    Backup.Done done =
        new Backup(settings, clock, progress())
            .run(
                new Backup.Wish(
                    file(arguments),
                    !arguments.has("--without-keys"),
                    arguments.has("--prune-wal")));
    out.print(Reports.of(done, !arguments.has("--without-keys"), System.nanoTime() - start));
    return OK;
  }

  private int verify(LaunchSettings settings, Arguments arguments) {
    Path archive = file(arguments);
    out.print(Reports.of(archive, new Restore(settings, clock, progress()).verify(archive)));
    return OK;
  }

  private int restore(LaunchSettings settings, Arguments arguments) {
    if (arguments.has("--check")) {
      return verify(settings, arguments);
    }
    long start = System.nanoTime();
    Restore.Done done =
        new Restore(settings, clock, progress())
            .run(
                new Restore.Wish(
                    file(arguments),
                    target(arguments),
                    settings.walArchive(),
                    arguments.get("--keys").map(Path::of),
                    arguments.has("--replace")));
    out.print(Reports.of(done, System.nanoTime() - start));
    return OK;
  }

  private static Optional<RecoveryTarget> target(Arguments arguments) {
    Optional<WantedTimeline> timeline = arguments.get("--timeline").map(WantedTimeline::parse);
    if (timeline.isPresent() && arguments.get("--to").isEmpty()) {
      throw new CannotStart(
          "--timeline says along which archived WAL to go on, and --to how far: say --to too, such"
              + " as --to latest.");
    }
    return arguments.get("--to").map(RecoveryTarget::parse).map(target -> target.along(timeline));
  }

  private int doctor(Map<String, String> environment, Arguments arguments) {
    var report = new DoctorReport(examined(environment, arguments));
    out.print(arguments.has("--json") ? report.json() : report.text());
    return report.exitCode();
  }

  /** Whatever keeps the doctor from looking is found too, else nobody would hear of it. */
  private Doctor.Report examined(Map<String, String> environment, Arguments arguments) {
    try {
      LaunchSettings settings = LaunchSettings.withoutPorts(environment);
      return new Doctor(settings, limits(arguments), clock).examine();
    } catch (RuntimeException e) {
      return Doctor.prevented(LaunchSettings.data(environment), e);
    }
  }

  private static Limits limits(Arguments arguments) {
    var limits = Limits.DEFAULT;
    if (arguments.has("--min-free-mb")) {
      limits = limits.withFreeBytes(arguments.number("--min-free-mb") * 1_000_000);
    }
    if (arguments.has("--max-transaction-s")) {
      limits = limits.withTransaction(Duration.ofSeconds(arguments.number("--max-transaction-s")));
    }
    if (arguments.has("--max-backup-days")) {
      limits = limits.withBackup(Duration.ofDays(arguments.number("--max-backup-days")));
    }
    return limits;
  }
}
