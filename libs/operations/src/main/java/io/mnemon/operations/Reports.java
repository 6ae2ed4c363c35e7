package io.mnemon.operations;

import io.mnemon.operations.backup.Backup;
import io.mnemon.operations.backup.PostgresRecovery;
import io.mnemon.operations.backup.Progress;
import io.mnemon.operations.backup.Restore;
import java.nio.file.Path;
import java.util.Locale;

/** What a person reads when a backup or a restore is done. */
final class Reports {

  private Reports() {}

  static String of(Backup.Done done, boolean withKeys, long nanos) {
    var text = new StringBuilder();
    line(
        text,
        "Backed up to %s: %s from %d files of %s, in %s, %s.",
        done.archive(),
        Progress.size(done.bytes()),
        done.files(),
        Progress.size(done.unpackedBytes()),
        seconds(nanos),
        done.wasRunning() ? "while Mnemon ran" : "Mnemon was stopped");
    if (done.prunedWal() > 0) {
      line(text, "Deleted %d pieces of archived WAL that are older.", done.prunedWal());
    }
    if (!done.hasRecord()) {
      line(
          text,
          "The record is NOT inside: it is in your own Postgres. Back that up with pgBackRest,"
              + " Barman or pg_basebackup, right after this.");
    }
    if (!done.hasObjects()) {
      line(
          text,
          "The objects are NOT inside: they are in your own store. Use its versions or copies.");
    }
    line(
        text,
        withKeys
            ? "It holds the keys: who has this file can read everything. Keep it as secret as the data"
                + " folder."
            : "The keys are NOT inside. Keep the folder keys of the data folder elsewhere: without it"
                + " nobody can read this backup.");
    return text.toString();
  }

  static String of(Path archive, Restore.Verified verified) {
    var text = new StringBuilder();
    line(
        text,
        "%s is whole: %d files, %s, from %s by Mnemon %s, Postgres %s, keys %s.",
        archive,
        verified.files(),
        Progress.size(verified.bytes()),
        verified.header().createdAt(),
        verified.header().folder().release(),
        verified.header().postgres(),
        verified.header().hasKeys() ? "inside" : "not inside");
    return text.toString();
  }

  static String of(Restore.Done done, long nanos) {
    var text = new StringBuilder();
    line(
        text,
        "Restored %s: %d files, %s, in %s.",
        done.folder(),
        done.files(),
        Progress.size(done.bytes()),
        seconds(nanos));
    done.reached()
        .ifPresent(
            reached -> {
              line(
                  text,
                  "The record is as of %s%s.",
                  reached.lastCommit().orElse(reached.consistentAt()),
                  reached.memories().isPresent()
                      ? ": " + reached.memories().getAsLong() + " memories"
                      : "");
              reached
                  .course()
                  .ifPresent(
                      course ->
                          line(
                              text,
                              "It followed timeline %d, and goes on as timeline %d.",
                              course.followed(),
                              course.goesOn()));
            });
    done.objects()
        .elsewhere()
        .ifPresent(
            folder ->
                line(text, "Its objects were added to those in %s; none was overwritten.", folder));
    if (done.objects().added() > 0) {
      line(
          text,
          "%d objects that the backup lacks were taken along from the folder that was replaced.",
          done.objects().added());
    }
    done.reached()
        .map(PostgresRecovery.Reached::withoutContent)
        .filter(lost -> lost > 0)
        .ifPresent(
            lost ->
                line(
                    text,
                    "%d memories have NO content: their objects are neither in the backup nor at"
                        + " hand. Copy the objects from wherever they are kept to %s, before the"
                        + " first start.",
                    lost,
                    done.objects().elsewhere().orElse(done.folder().resolve("objects"))));
    if (done.reached().isEmpty()) {
      line(
          text,
          "The record is NOT among it: restore your own Postgres with the tool that backed it up,"
              + " before the first start.");
    }
    done.aside()
        .ifPresent(
            aside ->
                line(text, "What was there before is now %s; delete it when all is well.", aside));
    line(text, "Start Mnemon: it builds the index from the record, without embedding anything.");
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
