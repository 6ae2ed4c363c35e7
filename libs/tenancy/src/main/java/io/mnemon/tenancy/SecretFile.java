package io.mnemon.tenancy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The rule for files that hold a secret: nobody but the owner and the group may read one, and only
 * the owner may write it. One on a file system that is mounted read-only is as its mount made it,
 * as orchestrators mount secrets: nobody can change its mode or its text, and the mount is the
 * container's own.
 */
public final class SecretFile {
  private static final Set<PosixFilePermission> ALLOWED =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_READ);

  private SecretFile() {}

  /**
   * @throws IllegalStateException with a sentence that says what to do, if the file breaks the rule
   */
  public static void requirePrivate(Path file) throws IOException {
    requirePrivate(file, SecretFile::isMountedReadOnly);
  }

  static void requirePrivate(Path file, Predicate<Path> isMountedReadOnly) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
        && !ALLOWED.containsAll(Files.getPosixFilePermissions(file))
        && !isMountedReadOnly.test(file)) {
      throw new IllegalStateException(
          "others may read or write the secret file %1$s: run chmod 600 %1$s, or mount it read-only"
              .formatted(file));
    }
  }

  private static boolean isMountedReadOnly(Path file) {
    try {
      return Files.getFileStore(file).isReadOnly();
    } catch (IOException e) {
      // What cannot be told is not taken for granted.
      return false;
    }
  }
}
