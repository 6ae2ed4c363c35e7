package io.mnemon.index;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/** One tenant's folder on disk, with what makes it usable: a damaged one gives way to a new one. */
final class LuceneTenantFolder {
  private static final System.Logger LOG = System.getLogger(LuceneTenantFolder.class.getName());

  private final Path path;

  LuceneTenantFolder(Path root, UUID tenant) {
    path = root.resolve(tenant.toString());
  }

  Path path() {
    return path;
  }

  /**
   * Reads all of the index there is.
   *
   * @throws IOException one that {@link #isDamage} knows, if the index is not as it was written
   */
  static void verify(Directory directory) throws IOException {
    if (!DirectoryReader.indexExists(directory)) {
      return;
    }
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      if (!LuceneTenantIndex.isOfOurFormat(reader.getIndexCommit().getUserData())) {
        throw new CorruptIndexException("not of the format that we write", "commit data");
      }
      for (LeafReaderContext leaf : reader.leaves()) {
        ((CodecReader) leaf.reader()).checkIntegrity();
      }
    } catch (IllegalArgumentException e) {
      throw new CorruptIndexException("names a codec that does not exist", "segments", e);
    }
  }

  /** Whether the failure means that files are missing or not as they were written. */
  static boolean isDamage(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      // Reading a mapped file that has been cut raises an InternalError.
      if (cause instanceof CorruptIndexException
          || cause instanceof IndexFormatTooOldException
          || cause instanceof IndexFormatTooNewException
          || cause instanceof EOFException
          || cause instanceof NoSuchFileException
          || cause instanceof FileNotFoundException
          || cause instanceof InternalError) {
        return true;
      }
    }
    return false;
  }

  /** Moves what is there out of the way and deletes it. */
  void remove() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    Path aside = Files.createTempDirectory(path.getParent(), ".removed-");
    Files.move(path, aside.resolve(path.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    delete(aside);
  }

  /** Deletes what earlier removals could not finish. */
  static void sweep(Path root) throws IOException {
    try (var removed = Files.newDirectoryStream(root, ".removed-*")) {
      for (Path folder : removed) {
        delete(folder);
      }
    }
  }

  private static void delete(Path folder) {
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "could not delete " + folder + "; the next start tries again",
          e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
