package io.mnemon.index;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a folder, held by one process at a time. The operating system takes it back
 * when the process ends, however it ends: a lock file that was left behind means nothing.
 */
final class FolderLock implements AutoCloseable {
  private final Path folder;
  private final Path file;
  private FileChannel channel;

  private FolderLock(Path folder, Path file, FileChannel channel) {
    this.folder = folder;
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the folder, which is made if it is missing.
   *
   * @throws IllegalStateException if another process or another index of this one has it
   */
  static FolderLock take(Path folder) throws IOException {
    Path file = folder.resolve(".lock");
    return new FolderLock(folder, file, open(folder, file));
  }

  private static FileChannel open(Path folder, Path file) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(channel)) {
      channel.close();
      throw new IllegalStateException(
          ("The index folder %s is in use by another running Mnemon. Stop that one first, or give"
                  + " this one a data folder of its own; several replicas need an index server"
                  + " instead of a folder.")
              .formatted(folder.toAbsolutePath()));
    }
    return channel;
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Takes the folder anew if somebody has deleted it. */
  synchronized void keep() throws IOException {
    if (!Files.exists(file)) {
      channel.close();
      channel = open(folder, file);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
