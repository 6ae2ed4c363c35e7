package io.mnemon.operations.doctor;

import io.mnemon.embedded.CannotStart;
import io.mnemon.embedded.DataFolder;
import io.mnemon.embedded.LaunchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a whole installation, whether it runs or not. A Postgres that does not run is started
 * for it and stopped again, as the platform would; beyond that nothing is changed.
 */
public final class Doctor {

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
    redis(isRunning).map(RedisCheck::new).ifPresent(checks::add);
    return checks;
  }

  /** Where Redis should answer now. */
  private Optional<String> redis(boolean isRunning) {
    Path port = root.resolve("redis/port");
    if (settings.redis().isPresent() || !isRunning || !Files.exists(port)) {
      return settings.redis();
    }
    try {
      return Optional.of(
          "redis://:%s@127.0.0.1:%s"
              .formatted(
                  Files.readString(root.resolve("keys/redis")).strip(),
                  Files.readString(port).strip()));
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
    } catch (PostgresRows.Unanswered | CannotStart e) {
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

  private static void run(Check check, List<String> checked, List<Finding> findings) {
    checked.add(check.name());
    try {
      findings.addAll(check.findings());
    } catch (PostgresRows.Unanswered | UncheckedIOException e) {
      findings.add(
          Finding.error(
              "check-failed",
              "%s could not be checked: %s".formatted(check.name(), e.getMessage()),
              "What is wrong there is not known.",
              "Run this as the user that runs Mnemon."));
    }
  }
}
