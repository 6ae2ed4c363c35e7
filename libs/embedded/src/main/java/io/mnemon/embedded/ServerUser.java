package io.mnemon.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The operating-system user that a server runs as: the current one, or an unprivileged one when the
 * current one is root, because Postgres refuses to run as root.
 */
final class ServerUser {

  /** {@code nobody}: it exists wherever root does, also inside user namespaces. */
  private static final int NOBODY = 65534;

  private final boolean unprivileged;
  private final List<String> prefix;

  private ServerUser(boolean unprivileged, List<String> prefix) {
    this.unprivileged = unprivileged;
    this.prefix = prefix;
  }

  /**
   * The user for servers that live in {@code folders}, which must exist and whose parents that user
   * must be able to pass.
   */
  static ServerUser forFolders(List<Path> folders) {
    if (!isRoot()) {
      return new ServerUser(false, List.of());
    }
    if (!Programs.exists("setpriv")) {
      throw new CannotStart(
          "Postgres does not run as root, and the program setpriv, which would start it as another"
              + " user, is missing. Install util-linux, or start Mnemon as an ordinary user.");
    }
    List<String> plain =
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    if (reaches(plain, folders)) {
      return new ServerUser(true, plain);
    }
    // A folder below a closed one such as /root: let the server pass (not write) directories.
    List<String> passing = new ArrayList<>(plain);
    passing.add("--inh-caps=+dac_read_search");
    passing.add("--ambient-caps=+dac_read_search");
    if (reaches(passing, folders)) {
      return new ServerUser(true, List.copyOf(passing));
    }
    throw new CannotStart(
        ("Postgres does not run as root, and the user it would run as (%d) cannot reach %s. Set"
                + " MNEMON_DATA to a folder whose parents everybody may pass, such as"
                + " /var/lib/mnemon, or start Mnemon as an ordinary user.")
            .formatted(NOBODY, folders));
  }

  static boolean isRoot() {
    return uid() == 0;
  }

  static long uid() {
    return new UnixSystem().getUid();
  }

  private static boolean reaches(List<String> prefix, List<Path> folders) {
    return folders.stream()
        .allMatch(
            folder -> {
              var command = new ArrayList<>(prefix);
              command.addAll(List.of("sh", "-c", "cd \"$1\"", "sh", folder.toString()));
              return Programs.succeeds(command);
            });
  }

  /** {@code command} as it must be spelt to run as this user. */
  List<String> running(List<String> command) {
    var whole = new ArrayList<>(prefix);
    whole.addAll(command);
    return whole;
  }

  /** Gives {@code path} and all below it to this user. */
  void own(Path path) throws IOException {
    if (!unprivileged) {
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
        });
  }

  private static void give(Path path) throws IOException {
    if (!Integer.valueOf(NOBODY)
        .equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
      Files.setAttribute(path, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", NOBODY, LinkOption.NOFOLLOW_LINKS);
    }
  }
}
