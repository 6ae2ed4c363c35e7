package io.mnemon.operations.doctor;

import io.mnemon.embedded.CannotStart;
import io.mnemon.embedded.EmbeddedPostgres;
import io.mnemon.embedded.FolderFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether this release can read what another one wrote, and the model that it needs is there. */
final class VersionCheck implements Check {

  private final Path root;
  private final String model;

  /**
   * @param model resource that the embeddings are made with
   */
  VersionCheck(Path root, String model) {
    this.root = root;
    this.model = model;
  }

  @Override
  public String name() {
    return "versions";
  }

  @Override
  public List<Finding> findings() {
    var found = new ArrayList<Finding>();
    format(found);
    postgres(found);
    if (Thread.currentThread().getContextClassLoader().getResource(model) == null) {
      found.add(
          Finding.error(
              "model-missing",
              "The embedding model " + model + " is not in this build.",
              "Memories would be found by words only.",
              "Build or install Mnemon again: make run"));
    }
    return found;
  }

  private void format(List<Finding> found) {
    FolderFormat ours = FolderFormat.ours();
    try {
      Optional<FolderFormat> format = FolderFormat.of(root);
      format.ifPresent(written -> written.refuseIfNewerThan(ours, root));
      if (format.isPresent() && format.get().layout() < ours.layout()) {
        found.add(
            Finding.warning(
                "folder-older",
                "%s has layout %d, and this is layout %d."
                    .formatted(root, format.get().layout(), ours.layout()),
                "The next start brings it to the new layout, and earlier releases cannot go back.",
                "Make a backup with the earlier release before you start this one."));
      }
    } catch (CannotStart e) {
      found.add(
          Finding.error(
              "folder-newer",
              String.valueOf(e.getMessage()),
              "An earlier release would misread what a later one wrote.",
              "Install that release."));
    }
  }

  private void postgres(List<Finding> found) {
    Path version = root.resolve("postgres/cluster/PG_VERSION");
    if (!Files.exists(version)) {
      return;
    }
    try {
      String written = Files.readString(version).strip();
      if (!written.equals(EmbeddedPostgres.MAJOR_VERSION)) {
        found.add(
            Finding.error(
                "postgres-version",
                "The cluster was written by Postgres %s, and this is Postgres %s."
                    .formatted(written, EmbeddedPostgres.MAJOR_VERSION),
                "No Postgres reads the files of another major version.",
                "Start the release of Mnemon that wrote it, dump with pg_dumpall and load the dump."
                    + " See docs/operations.md."));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
