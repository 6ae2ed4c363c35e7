package io.mnemon.storage;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Objects as files below one folder, a key's segments as folders. Drafts lie in a folder whose name
 * no key can have, on the same file system, so that a rename publishes them at once.
 */
public final class FolderObjectStore implements ObjectStore {
  private static final int PUBLISH_ATTEMPTS = 10;
  private static final String DRAFTS = ".drafts";

  /** Nobody writes that long at one object. */
  private static final Duration LEFT_BEHIND_AFTER = Duration.ofHours(1);

  private final Path objects;
  private final Path drafts;

  /**
   * @param folder is created if it does not exist
   */
  public FolderObjectStore(Path folder) {
    this.objects = folder.toAbsolutePath().normalize();
    this.drafts = objects.resolve(DRAFTS);
    try {
      Files.createDirectories(drafts);
      removeDrafts();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the folder of objects " + objects + " cannot be written: choose another or free it", e);
    }
  }

  /** Whether a folder has been opened as a store before; it may be empty. */
  public static boolean isOne(Path folder) {
    return Files.isDirectory(folder.resolve(DRAFTS));
  }

  @Override
  public void put(String key, byte[] content) {
    Path file = fileOf(key);
    Path folder = file.resolveSibling("");
    try {
      Path draft = Files.createTempFile(drafts, "object", "");
      try {
        write(draft, content);
        publish(draft, file);
      } finally {
        Files.deleteIfExists(draft);
      }
      forceFolders(folder);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /** Again where somebody removed the folder as empty in between. */
  private static void publish(Path draft, Path file) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.createDirectories(file.resolveSibling(""));
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return;
      } catch (NoSuchFileException e) {
        if (attempt == PUBLISH_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public Optional<byte[]> get(String key) {
    Path file = fileOf(key);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Optional<StoredObject> stat(String key) {
    Path file = fileOf(key);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(stored(key, Files.readAttributes(file, BasicFileAttributes.class)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public void delete(String key) {
    Path file = fileOf(key);
    try {
      if (Files.isRegularFile(file) && Files.deleteIfExists(file)) {
        force(file.resolveSibling(""));
        removeEmpty(file.resolveSibling(""));
      }
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /** Folders say nothing by themselves; one that is left empty goes. */
  private void removeEmpty(Path folder) throws IOException {
    try {
      for (Path each = folder;
          each.startsWith(objects) && !each.equals(objects);
          each = each.resolveSibling("")) {
        Files.deleteIfExists(each);
      }
    } catch (DirectoryNotEmptyException e) {
      // Somebody else's objects lie there.
    }
  }

  @Override
  public List<StoredObject> list(String prefix, String after, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a page has at least one object");
    }
    String folder = prefix.substring(0, Math.max(0, prefix.lastIndexOf('/')));
    if (!folder.isEmpty() && !ObjectKeys.isOne(folder)) {
      // No key starts like this.
      return List.of();
    }
    // The page is kept as a heap whose top is the last of its keys: memory is bounded by the limit.
    PriorityQueue<StoredObject> page =
        new PriorityQueue<>(Comparator.comparing(StoredObject::key).reversed());
    try {
      Files.walkFileTree(
          objects.resolve(folder),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes ignored) {
              return mayHold(folder, prefix)
                  ? FileVisitResult.CONTINUE
                  : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String key = keyOf(file);
              if (key.startsWith(prefix) && key.compareTo(after) > 0) {
                page.add(stored(key, attributes));
                if (page.size() > limit) {
                  page.remove();
                }
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw unavailable(e);
    }
    return page.stream().sorted(Comparator.comparing(StoredObject::key)).toList();
  }

  private boolean mayHold(Path folder, String prefix) {
    if (folder.equals(objects)) {
      return true;
    }
    String start = keyOf(folder) + "/";
    return !folder.equals(drafts) && (start.startsWith(prefix) || prefix.startsWith(start));
  }

  private Path fileOf(String key) {
    return objects.resolve(ObjectKeys.check(key));
  }

  private String keyOf(Path path) {
    return objects.relativize(path).toString().replace('\\', '/');
  }

  private static StoredObject stored(String key, BasicFileAttributes attributes) {
    return new StoredObject(key, attributes.size(), attributes.lastModifiedTime().toInstant());
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  /** A new file is durable when every folder down to it is. */
  private void forceFolders(Path folder) throws IOException {
    for (Path each = folder; each.startsWith(objects); each = each.resolveSibling("")) {
      force(each);
      if (each.equals(objects)) {
        return;
      }
    }
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** What a crash left half written, but nothing that another process is writing. */
  private void removeDrafts() throws IOException {
    Instant now = now();
    try (var left = Files.newDirectoryStream(drafts)) {
      for (Path draft : left) {
        if (lastWrite(draft).isBefore(now.minus(LEFT_BEHIND_AFTER))) {
          Files.deleteIfExists(draft);
        }
      }
    }
  }

  /** By the clock that the times of the drafts are told by: the folder may be another machine's. */
  private Instant now() throws IOException {
    Path probe = Files.createTempFile(drafts, "now", "");
    try {
      return lastWrite(probe);
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  private static Instant lastWrite(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException e) {
      // It has been published meanwhile.
      return Instant.MAX;
    }
  }

  private static ServiceException unavailable(IOException cause) {
    return new ServiceException(
        ErrorCode.UNAVAILABLE,
        "the object store cannot be used: check that its disk is there and has room, then try"
            + " again",
        cause);
  }
}
