package io.mnemon.operations.doctor;

import io.mnemon.embedded.CannotStart;
import io.mnemon.embedded.DataFolder;
import io.mnemon.embedded.LaunchSettings;
import io.mnemon.operations.backup.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Looks at a whole installation, whether it runs or not. A Postgres that does not run is started
 * for it and stopped again, as the platform would; beyond that nothing is changed.
 */
public final class Doctor {

  private static final String REDIS_PORT = "redis/port";
  private static final String MODEL = "bge-small-en-v1.5-q.onnx";

  private final LaunchSettings settings;
  private final Path root;
  private final Limits limits;
  private final InstantSource clock;

  public Doctor(LaunchSettings settings, Limits limits, InstantSource clock) {
    this.settings = settings;
    this.root = settings.data();
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * What was looked at and what is wrong.
   *
   * @param isRunning whether a platform has the data folder
   */
  public record Report(
      Path folder, boolean isRunning, List<String> checked, List<Finding> findings) {

    public Report {
      checked = List.copyOf(checked);
      findings = List.copyOf(findings);
    }
  }

  public Report examine() {
    var checked = new ArrayList<String>();
    var findings = new ArrayList<Finding>();
    if (!Files.isDirectory(root)) {
      findings.add(
          Finding.error(
              "folder-missing",
              "There is no folder " + root + ".",
              "It holds everything that Mnemon keeps.",
              "Set MNEMON_DATA to the data folder, or make a new one: make run"));
      return new Report(root, false, List.of("data folder"), findings);
    }
    boolean isRunning = DataFolder.isInUse(root);
    for (Check check : checksOfFiles(isRunning)) {
      run(check, checked, findings);
    }
    boolean isReadable =
        findings.stream()
            .noneMatch(
                finding ->
                    List.of("folder-newer", "postgres-version", "secret-missing")
                        .contains(finding.fault()));
    if (isReadable) {
      record(checked, findings);
    }
    return new Report(root, isRunning, checked, findings);
  }

  private List<Check> checksOfFiles(boolean isRunning) {
    var checks = new ArrayList<Check>();
    checks.add(new FolderCheck(root));
    checks.add(new VersionCheck(root, MODEL));
    checks.add(new DiskCheck(root, limits));
    checks.add(new BackupCheck(root, settings.walArchive(), limits, clock));
    if (isRunning) {
      checks.add(new EdgeCheck(root));
    }
    if (settings.redis().isPresent() || isRunning && Files.exists(root.resolve(REDIS_PORT))) {
      checks.add(new Late("Redis", () -> new RedisCheck(redis())));
    }
    return checks;
  }

  /** A check that may fail already while it is made. */
  private record Late(String name, Supplier<Check> made) implements Check {
    @Override
    public List<Finding> findings() {
      return made.get().findings();
    }
  }

  /** Where Redis should answer now. */
  private String redis() {
    if (settings.redis().isPresent()) {
      return settings.redis().get();
    }
    try {
      return "redis://:%s@127.0.0.1:%s"
          .formatted(
              Files.readString(root.resolve("keys/redis")).strip(),
              Files.readString(root.resolve(REDIS_PORT)).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void record(List<String> checked, List<Finding> findings) {
    boolean isEmbedded = settings.postgres().isEmpty();
    if (isEmbedded && !Files.exists(root.resolve("postgres/cluster/PG_VERSION"))) {
      return;
    }
    checked.add("Postgres: reachable");
    try (var postgres = PostgresChecks.open(settings)) {
      for (Check check : postgres.checks(limits, clock)) {
        run(check, checked, findings);
      }
    } catch (RuntimeException e) {
      findings.add(
          Finding.error(
              "postgres-unreachable",
              "Postgres does not answer: " + e.getMessage(),
              "It holds the record; without it nothing works.",
              isEmbedded
                  ? "Look at " + root.resolve("postgres/server.log") + ", and start Mnemon again."
                  : "Start it, or correct MNEMON_POSTGRES_URL."));
    }
  }

  /**
   * What is told if nothing can be looked at, e.g. because a setting is wrong.
   *
   * @param reason what keeps the doctor from looking
   */
  public static Report prevented(Path folder, RuntimeException reason) {
    return new Report(folder, false, List.of(), List.of(failed("Mnemon", reason)));
  }

  private static Finding failed(String part, RuntimeException reason) {
    boolean saysWhatToDo = reason instanceof CannotStart || reason instanceof Refusal;
    boolean isKnown = saysWhatToDo || reason instanceof PostgresRows.Unanswered;
    return Finding.error(
        "check-failed",
        "%s could not be checked: %s"
            .formatted(part, isKnown ? reason.getMessage() : reason.toString()),
        "What is wrong there is not known.",
        saysWhatToDo
            ? "Do what it says, and look again."
            : "Look whether this runs as the user that runs Mnemon, with the same settings.");
  }

  private static void run(Check check, List<String> checked, List<Finding> findings) {
    checked.add(check.name());
    try {
      findings.addAll(check.findings());
    } catch (RuntimeException e) {
      findings.add(failed(check.name(), e));
    }
  }
}
