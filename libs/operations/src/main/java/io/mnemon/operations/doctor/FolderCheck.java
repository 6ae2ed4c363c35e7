package io.mnemon.operations.doctor;

import io.mnemon.embedded.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The data folder: who may enter it, whether its secrets are there, what was left behind. */
final class FolderCheck implements Check {

  private static final List<String> SECRETS =
      List.of("master", "internal", "postgres", "postgres-superuser");

  private static final Set<PosixFilePermission> READING =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final Path root;

  FolderCheck(Path root) {
    this.root = root;
  }

  @Override
  public String name() {
    return "data folder";
  }

  @Override
  public List<Finding> findings() {
    var found = new ArrayList<Finding>();
    try {
      modes(found);
      owner(found);
      secrets(found);
      leftovers(found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private void modes(List<Finding> found) throws IOException {
    if (isOpen(root)) {
      found.add(
          Finding.error(
              "folder-open",
              "Others may list or write " + root + ".",
              "It holds the record and the keys.",
              "chmod 700 " + root));
    }
    Path keys = root.resolve("keys");
    if (!Files.isDirectory(keys)) {
      return;
    }
    try (Stream<Path> files = Files.list(keys)) {
      List<String> open = files.filter(FolderCheck::isOpen).map(Path::toString).sorted().toList();
      if (!open.isEmpty()) {
        found.add(
            Finding.error(
                "secret-open",
                "Others may read " + String.join(", ", open) + ".",
                "Who has a key acts as its holder; who has the master key reads everything.",
                "chmod 600 " + String.join(" ", open)));
      }
    }
  }

  private static boolean isOpen(Path path) {
    try {
      return Files.getPosixFilePermissions(path).stream().anyMatch(READING::contains);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void owner(List<Finding> found) throws IOException {
    String owner = Files.getOwner(root).getName();
    String user = System.getProperty("user.name", "");
    if (!owner.equals(user) && !user.equals("root")) {
      found.add(
          Finding.warning(
              "folder-owner",
              root + " belongs to " + owner + ", and this is " + user + ".",
              "Only its owner can start Mnemon on it.",
              "Run Mnemon and this command as " + owner + "."));
    }
  }

  private void secrets(List<Finding> found) {
    if (!Files.exists(root.resolve("postgres/cluster/PG_VERSION"))) {
      return;
    }
    List<String> missing =
        SECRETS.stream().filter(name -> !Files.exists(root.resolve("keys").resolve(name))).toList();
    if (!missing.isEmpty()) {
      found.add(
          Finding.error(
              "secret-missing",
              "keys/" + String.join(", keys/", missing) + " is missing in " + root + ".",
              "The next start would make a new one, which opens nothing of what is there.",
              "Put it back from a backup: mnemon restore into another folder, and copy it."));
    }
  }

  private void leftovers(List<Finding> found) {
    Path draft = root.resolveSibling(root.getFileName() + ".restoring");
    if (Files.isDirectory(draft) && !DataFolder.isInUse(draft)) {
      found.add(
          Finding.warning(
              "restore-left-behind",
              draft + " is what a restore left that was killed.",
              "It holds a copy of the data and takes room.",
              "rm -r " + draft));
    }
  }
}
