package io.mnemon.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The operating-system user that a server runs as: the current one, or an unprivileged one when the
 * current one is root, because Postgres refuses to run as root.
 */
final class ServerUser {

  /** {@code nobody}: it exists wherever root does, also inside user namespaces. */
  private static final int NOBODY = 65534;

  private final int uid;
  private final int gid;
  private final List<String> prefix;

  private ServerUser(int uid, int gid, List<String> prefix) {
    this.uid = uid;
    this.gid = gid;
    this.prefix = prefix;
  }

  /** The user that this JVM runs as. */
  static ServerUser current() {
    return new ServerUser(0, 0, List.of());
  }

  /**
   * The user for a server that lives in a folder below {@code home} and reads {@code others}, all
   * of which must exist. For root that is the owner of {@code home} or, if that is root as well,
   * nobody.
   */
  static ServerUser below(Path home, Path... others) throws IOException {
    if (!isRoot()) {
      return current();
    }
    if (!Programs.exists("setpriv")) {
      throw new CannotStart(
          "Postgres does not run as root, and the program setpriv, which would start it as another"
              + " user, is missing. Install util-linux, or start Mnemon as an ordinary user.");
    }
    boolean rootOwns = ownsAsRoot(home);
    int uid = rootOwns ? NOBODY : (Integer) Files.getAttribute(home, "unix:uid");
    int gid = rootOwns ? NOBODY : (Integer) Files.getAttribute(home, "unix:gid");
    List<String> plain = List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups");
    // Below a closed folder such as /root the server may pass, but not write, directories.
    List<String> passing = new ArrayList<>(plain);
    passing.add("--inh-caps=+dac_read_search");
    passing.add("--ambient-caps=+dac_read_search");
    for (List<String> prefix : List.of(plain, passing)) {
      if (reaches(prefix, home) && Stream.of(others).allMatch(other -> reaches(prefix, other))) {
        return new ServerUser(uid, gid, List.copyOf(prefix));
      }
    }
    throw new CannotStart(
        ("Postgres does not run as root, and the user it would run as (%d) cannot reach %s. Set"
                + " MNEMON_DATA to a folder whose parents everybody may pass, such as"
                + " /var/lib/mnemon, or start Mnemon as an ordinary user.")
            .formatted(uid, home));
  }

  static boolean ownsAsRoot(Path folder) throws IOException {
    return Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"));
  }

  /** Whether this JVM may change who else may read what is at {@code path}. */
  static boolean isOurs(Path path) {
    try {
      return isRoot() || Integer.valueOf((int) uid()).equals(Files.getAttribute(path, "unix:uid"));
    } catch (IOException e) {
      throw new UncheckedIOException("The owner of " + path + " cannot be told", e);
    }
  }

  static boolean isRoot() {
    return uid() == 0;
  }

  static long uid() {
    return new UnixSystem().getUid();
  }

  private static boolean reaches(List<String> prefix, Path folder) {
    var command = new ArrayList<>(prefix);
    command.addAll(List.of("sh", "-c", "cd \"$1\"", "sh", folder.toString()));
    return Programs.succeeds(command);
  }

  /** {@code command} as it must be spelt to run as this user. */
  List<String> running(List<String> command) {
    var whole = new ArrayList<>(prefix);
    whole.addAll(command);
    return whole;
  }

  /**
   * Gives {@code path} and all below it to this user. What is there no more need not be given: an
   * earlier server may be taking its files away while it ends.
   */
  void own(Path path) throws IOException {
    if (prefix.isEmpty()) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            give(dir);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            give(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
  }

  private void give(Path path) throws IOException {
    try {
      if (!Integer.valueOf(uid)
          .equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
      }
    } catch (NoSuchFileException gone) {
      // What is there no more belongs to nobody.
    }
  }
}
