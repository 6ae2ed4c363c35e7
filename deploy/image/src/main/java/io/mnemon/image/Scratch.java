package io.mnemon.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A temporary folder that goes with this object. A server that runs as another user than root may
 * pass it.
 *
 * @param folder itself
 */
record Scratch(Path folder) implements AutoCloseable {

  static Scratch create() throws IOException {
    Path folder = Files.createTempDirectory("mnemon-image-");
    return new Scratch(
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x")));
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
