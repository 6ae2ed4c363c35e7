package io.mnemon.operations.backup;

import io.mnemon.embedded.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The objects in a folder, one file each. A file is never changed, only replaced or deleted as a
 * whole; so two folders may share it.
 */
final class ObjectFiles {

  /** Where the store of objects keeps what is not one yet. */
  private static final String DRAFTS = ".drafts";

  private final Path folder;

  ObjectFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Adds what another folder has and this one lacks, durably. What is there already stays as it is.
   *
   * @return how many were added
   */
  int addMissing(Path other) throws IOException {
    if (!Files.isDirectory(other)) {
      return 0;
    }
    // By this the store knows its folder.
    Files.createDirectories(folder.resolve(DRAFTS));
    var adding = new Adding(other);
    Files.walkFileTree(other, adding);
    return adding.added;
  }

  private final class Adding extends SimpleFileVisitor<Path> {
    private final Path other;
    private int added;

    Adding(Path other) {
      this.other = other;
    }

    private Path here(Path there) {
      return folder.resolve(other.relativize(there).toString());
    }

    @Override
    public FileVisitResult preVisitDirectory(Path there, BasicFileAttributes attributes)
        throws IOException {
      if (isDraft(there)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (!Files.isDirectory(here(there))) {
        PrivateFiles.folder(here(there), "rwx------");
      }
      return FileVisitResult.CONTINUE;
    }

    private boolean isDraft(Path path) {
      return !path.equals(other) && path.getFileName().toString().startsWith(".");
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile() && !isDraft(file) && !Files.exists(here(file))) {
        add(file, here(file));
        added++;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path there, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      PrivateFiles.forceFolder(here(there));
      return FileVisitResult.CONTINUE;
    }
  }

  private void add(Path file, Path to) throws IOException {
    try {
      Files.createLink(to, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      // Another disk, or one without links.
      copy(file, to);
    }
  }

  private void copy(Path file, Path to) throws IOException {
    Path draft = Files.createTempFile(folder.resolve(DRAFTS), "object", "");
    try {
      Files.copy(file, draft, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
