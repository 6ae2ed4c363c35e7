package io.mnemon.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The folder to which Postgres hands each finished piece of its write-ahead log, so that a restored
 * backup can be brought to any time after it.
 *
 * <p>Postgres' own module {@code basic_archive} writes there: whole files, synced, never over a
 * different one. A piece is finished after a minute at the latest; that bounds what a lost disk
 * takes along. It is off unless a folder is named: a piece is 16 MB, and a folder beside the data
 * would be lost with it.
 */
public final class WalArchive {

  private static final String LONGEST_WAIT = "60s";

  private WalArchive() {}

  /** The settings of a server that archives to {@code archive}, which is created if needed. */
  public static Map<String, String> settings(Path data, Optional<Path> archive) {
    if (archive.isEmpty()) {
      return Map.of();
    }
    Path folder = archive.get();
    if (folder.startsWith(data)) {
      throw new CannotStart(
          ("MNEMON_WAL_ARCHIVE is %s, which lies in the data folder and would be lost with it. Name"
                  + " a folder on another disk.")
              .formatted(folder));
    }
    try {
      if (!Files.isDirectory(folder)) {
        PrivateFiles.folder(folder, "rwx------");
      }
      ServerUser.below(data).own(folder);
      ServerUser.below(data, folder);
    } catch (IOException e) {
      throw new CannotStart(
          "MNEMON_WAL_ARCHIVE is %s, which cannot be used (%s). Give it to the user that runs Mnemon."
              .formatted(folder, e.getMessage()),
          e);
    }
    var settings = new LinkedHashMap<String, String>();
    settings.put("archive_mode", "on");
    settings.put("archive_library", "basic_archive");
    settings.put("basic_archive.archive_directory", folder.toString());
    settings.put("archive_timeout", LONGEST_WAIT);
    return settings;
  }
}
