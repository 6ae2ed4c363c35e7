package io.mnemon.operations.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Whether Postgres keeps what it acknowledges, takes writes, and goes by the same clock. */
final class PostgresServerCheck implements Check {

  private final PostgresRows rows;
  private final Limits limits;
  private final InstantSource clock;

  PostgresServerCheck(PostgresRows rows, Limits limits, InstantSource clock) {
    this.rows = rows;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "Postgres: durability, writes, clock";
  }

  @Override
  public List<Finding> findings() {
    var found = new ArrayList<Finding>();
    durability(found);
    writes(found);
    checksums(found);
    archiver(found);
    clocks(found);
    return found;
  }

  private void durability(List<Finding> found) {
    String weak =
        rows.line(
            """
            SELECT name || ' is ' || setting FROM pg_settings
            WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'off'
            UNION ALL
            SELECT c || ' is set for ' || coalesce(r.rolname, d.datname, 'everybody')
            FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) c
              LEFT JOIN pg_roles r ON r.oid = s.setrole
              LEFT JOIN pg_database d ON d.oid = s.setdatabase
            WHERE c IN ('synchronous_commit=off', 'fsync=off')
            """);
    if (!weak.isEmpty()) {
      found.add(
          Finding.error(
              "durability-off",
              weak + ".",
              "A power cut loses or damages what was acknowledged.",
              "Set it to on: ALTER ROLE … RESET synchronous_commit, or in postgresql.conf."));
    }
  }

  private void writes(List<Finding> found) {
    String refusing =
        rows.line(
            """
            SELECT 'it is a standby' WHERE pg_is_in_recovery()
            UNION ALL
            SELECT c || ' is set for ' || coalesce(r.rolname, d.datname, 'everybody')
            FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) c
              LEFT JOIN pg_roles r ON r.oid = s.setrole
              LEFT JOIN pg_database d ON d.oid = s.setdatabase
            WHERE c IN ('default_transaction_read_only=on', 'transaction_read_only=on')
            """);
    if (!refusing.isEmpty()) {
      found.add(
          Finding.error(
              "read-only",
              "Postgres takes no writes: " + refusing + ".",
              "Memories can be searched but not added.",
              "ALTER ROLE … RESET default_transaction_read_only, or name the primary in"
                  + " MNEMON_POSTGRES_URL."));
      return;
    }
    // Goes into the log like a commit and changes nothing.
    rows.one("SELECT pg_logical_emit_message(true, 'mnemon', 'doctor')");
  }

  private void checksums(List<Finding> found) {
    if (rows.one("SHOW data_checksums").equals("off")) {
      found.add(
          Finding.warning(
              "checksums-off",
              "The cluster has no data checksums.",
              "A disk that returns wrong bytes is not noticed.",
              "Stop Postgres and run pg_checksums --enable."));
    }
    String failures =
        rows.line(
            """
            SELECT coalesce(datname, 'shared') || ': ' || checksum_failures
            FROM pg_stat_database WHERE checksum_failures > 0
            """);
    if (!failures.isEmpty()) {
      found.add(
          Finding.error(
              "data-damaged",
              "Pages with a wrong checksum were read (" + failures + ").",
              "The disk returned other bytes than were written.",
              "Replace the disk and restore the last backup: mnemon restore FILE"));
    }
  }

  private void archiver(List<Finding> found) {
    String failing =
        rows.line(
            """
            SELECT last_failed_wal || ', ' || failed_count || ' times'
            FROM pg_stat_archiver
            WHERE last_failed_time > coalesce(last_archived_time, '-infinity')
            """);
    if (!failing.isEmpty()) {
      found.add(
          Finding.error(
              "wal-archive-failing",
              "The WAL cannot be archived (" + failing + ").",
              "Backups cannot be brought forward, and the WAL fills the disk of the data folder.",
              "Look at postgres/server.log in the data folder; free or mount MNEMON_WAL_ARCHIVE."));
    }
  }

  private void clocks(List<Finding> found) {
    Instant before = clock.instant();
    String seconds = rows.one("SELECT extract(epoch FROM clock_timestamp())");
    Instant after = clock.instant();
    Instant theirs = Instant.ofEpochMilli((long) (Double.parseDouble(seconds) * 1_000));
    Duration skew =
        theirs.isBefore(before)
            ? Duration.between(theirs, before)
            : theirs.isAfter(after) ? Duration.between(after, theirs) : Duration.ZERO;
    if (skew.compareTo(limits.clockSkew()) > 0) {
      found.add(
          Finding.error(
              "clock-skew",
              "The clocks of Postgres and of this machine differ by %d s."
                  .formatted(skew.toSeconds()),
              "Leases, keys and memories expire too early or too late.",
              "Run an NTP client on both machines."));
    }
    if (rows.exists("memory.memory")) {
      String future =
          rows.one(
              """
              SELECT count(*) FROM memory.memory
              WHERE greatest(created_at, updated_at) > clock_timestamp() + interval '5 minutes'
              """);
      if (!future.equals("0")) {
        found.add(
            Finding.error(
                "clock-went-back",
                future + " memories were written in the future.",
                "The clock of this machine was wrong then or is wrong now: time decides what counts"
                    + " as recent and what has expired.",
                "Compare date -u with a clock that is right, and run an NTP client."));
      }
    }
  }
}
