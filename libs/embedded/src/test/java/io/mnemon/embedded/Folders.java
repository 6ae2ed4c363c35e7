package io.mnemon.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders for servers under test. */
final class Folders {

  private Folders() {}

  /** Makes {@code folder} passable for a server that runs as another user than root. */
  static Path open(Path folder) throws IOException {
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
  }

  /** Makes {@code folder} impassable for everybody but its owner. */
  static Path closed(Path folder) throws IOException {
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }
}
