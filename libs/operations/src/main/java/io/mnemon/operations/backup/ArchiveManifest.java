package io.mnemon.operations.backup;

import java.time.Instant;
import java.util.Optional;

/**
 * The last member of an archive: what it holds, with sizes and SHA-256, and when it was finished.
 * An archive without one was cut. It has a line for each file, of which there may be millions, so
 * they are written and compared one by one and never kept.
 *
 * @param facts what else is known at the end
 * @param files how many files the archive holds, without the manifest
 * @param bytes their size
 */
record ArchiveManifest(Facts facts, int files, long bytes) {

  static final String MEMBER = "manifest";

  private static final String FILE = "file ";

  /**
   * A file in the archive.
   *
   * @param sha256 in hexadecimal digits
   */
  record Member(String name, long size, String sha256) {

    /** Its line in the manifest, without an end. */
    String line() {
      return FILE + sha256 + ' ' + size + ' ' + name;
    }
  }

  /** Whether a line is that of a file; any other is a fact. */
  static boolean isMember(String line) {
    return line.startsWith(FILE);
  }

  /** The name of the file whose line it is. */
  static String name(String line) {
    String[] parts = line.split(" ", 4);
    return parts[parts.length - 1];
  }

  /** When everything in the archive belongs together: it can be brought to any later time. */
  Optional<Instant> consistentAt() {
    return facts.get("consistent").map(Instant::parse);
  }

  /** The WAL that makes the copied files whole. */
  BackedUpWal wal() {
    return BackedUpWal.endingWith(facts.get("wal").orElse("").replaceFirst(".* ", ""));
  }
}
