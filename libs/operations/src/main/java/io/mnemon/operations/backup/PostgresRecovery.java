package io.mnemon.operations.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.mnemon.embedded.CannotStart;
import io.mnemon.embedded.DataFolder;
import io.mnemon.embedded.EmbeddedPostgres;
import io.mnemon.embedded.PrivateFiles;
import io.mnemon.embedded.WalArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first start of a cluster that came out of an archive: Postgres replays the WAL that makes the
 * copied files whole, then archived WAL up to the time that is wanted, and is stopped again.
 */
public final class PostgresRecovery {

  /** Replaying the WAL of days takes its time. */
  private static final Duration PATIENCE = Duration.ofHours(12);

  /** Postgres reads this setting before it knows any name of a time zone, such as Z. */
  private static final DateTimeFormatter POSTGRES_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS+00").withZone(ZoneOffset.UTC);

  private static final Pattern LAST_COMMIT =
      Pattern.compile("last completed transaction was at log time (\\S+ \\S+)");
  private static final Pattern TOO_SHORT =
      Pattern.compile("recovery ended before configured recovery target was reached");

  private final DataFolder data;
  private final Optional<Path> archivesTo;
  private final Predicate<String> hasObject;

  /**
   * @param archivesTo where the restored cluster will archive its own WAL from now on
   * @param hasObject whether the restored installation has the object with a key
   */
  PostgresRecovery(DataFolder data, Optional<Path> archivesTo, Predicate<String> hasObject) {
    this.data = data;
    this.archivesTo = archivesTo;
    this.hasObject = hasObject;
  }

  /**
   * What the record is after the recovery.
   *
   * @param consistentAt when the backup was finished
   * @param lastCommit the newest change that was replayed from archived WAL
   * @param memories how many memories there are; empty if the service never ran
   * @param withoutContent how many of them have lost what they say, because an object is missing
   * @param course on which timelines; empty if no archive of WAL is at hand
   */
  public record Reached(
      Instant consistentAt,
      Optional<Instant> lastCommit,
      OptionalLong memories,
      long withoutContent,
      Optional<Course> course) {}

  /**
   * The timelines of a recovery.
   *
   * @param followed the one that was replayed
   * @param goesOn the new one that the record is on
   */
  public record Course(int followed, int goesOn) {}

  /**
   * Looks whether the wanted state can be reached with the archived WAL.
   *
   * @return the timeline to follow
   */
  static int check(ArchiveManifest manifest, RecoveryTarget target, Path wal) throws IOException {
    requireFolder(wal);
    target.time().ifPresent(time -> refuseIfEarlier(time, consistentAt(manifest)));
    return new Timelines(wal).choose(manifest.wal(), target.timeline());
  }

  Reached run(ArchiveManifest manifest, Optional<RecoveryTarget> target, Optional<Path> wal)
      throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    Optional<Integer> followed = Optional.empty();
    if (wal.isPresent()) {
      int timeline =
          target.isPresent() ? check(manifest, target.get(), wal.get()) : manifest.wal().timeline();
      followed = Optional.of(timeline);
      // Also without a target: on its old timeline it would take names that the archive holds.
      settings.putAll(WalArchive.settings(data.root(), archivesTo));
      settings.putAll(replay(target, timeline, manifest, wal.get()));
      PrivateFiles.write(data.root().resolve("postgres/cluster/recovery.signal"), "");
    }
    var options = EmbeddedPostgres.Options.of(data).with(settings, PATIENCE);
    try (var postgres = EmbeddedPostgres.start(options);
        Connection session = postgres.connectAsSuperuser()) {
      var memories = new PostgresMemories(session);
      return new Reached(
          consistentAt(manifest),
          target.isPresent() ? lastCommit(session) : Optional.empty(),
          memories.count(),
          memories.withoutContent(hasObject),
          course(session, followed));
    } catch (CannotStart e) {
      throw explained(e, wal);
    } catch (SQLException e) {
      throw new IOException("the restored Postgres does not answer: " + e.getMessage(), e);
    }
  }

  private static Instant consistentAt(ArchiveManifest manifest) {
    return manifest.consistentAt().orElse(Instant.EPOCH);
  }

  private static Optional<Course> course(Connection session, Optional<Integer> followed)
      throws SQLException {
    if (followed.isEmpty()) {
      return Optional.empty();
    }
    try (var statement = session.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_walfile_name(pg_current_wal_lsn())")) {
      row.next();
      return Optional.of(new Course(followed.get(), WalName.timeline(row.getString(1))));
    }
  }

  private static void refuseIfEarlier(Instant time, Instant consistentAt) {
    if (time.isBefore(consistentAt)) {
      throw new Refusal(
          "The backup was finished at %s, after the wanted time %s. Take an earlier backup, or a later time."
              .formatted(consistentAt, time));
    }
  }

  private static void requireFolder(Path wal) {
    if (!Files.isDirectory(wal)) {
      throw new Refusal(
          "There is no folder %s with archived WAL. Set MNEMON_WAL_ARCHIVE to it.".formatted(wal));
    }
  }

  private static Map<String, String> replay(
      Optional<RecoveryTarget> target, int timeline, ArchiveManifest manifest, Path wal) {
    requireFolder(wal);
    var settings = new LinkedHashMap<String, String>();
    String folder = wal.toString().replace("%", "%%").replace("'", "'\\''");
    settings.put("restore_command", "cp '" + folder + "/%f' \"%p\"");
    settings.put("recovery_target_action", "promote");
    // No session before the end: whoever connects sees the wanted state or nothing.
    settings.put("hot_standby", "off");
    // Never the default, the latest there is: that may have been begun by a drill.
    settings.put(
        "recovery_target_timeline",
        timeline == manifest.wal().timeline() ? "current" : Integer.toString(timeline));
    if (target.isEmpty()) {
      settings.put("recovery_target", "immediate");
    }
    target
        .flatMap(RecoveryTarget::time)
        .ifPresent(time -> settings.put("recovery_target_time", POSTGRES_TIME.format(time)));
    return settings;
  }

  private RuntimeException explained(CannotStart e, Optional<Path> wal) throws IOException {
    String log = Files.readString(data.root().resolve("postgres/server.log"), ISO_8859_1);
    if (!TOO_SHORT.matcher(log).find()) {
      return e;
    }
    String last = "";
    for (Matcher commit = LAST_COMMIT.matcher(log); commit.find(); ) {
      last = " The last change that it holds is of " + commit.group(1) + " UTC.";
    }
    return new Refusal(
        ("The archived WAL in %s ends before the wanted time.%s Choose an earlier time, or say"
                + " --to latest for all there is.")
            .formatted(wal.map(Path::toString).orElse(""), last),
        e);
  }

  private static Optional<Instant> lastCommit(Connection session) throws SQLException {
    try (var statement = session.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_last_xact_replay_timestamp()")) {
      row.next();
      return Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
          .map(OffsetDateTime::toInstant);
    }
  }
}
