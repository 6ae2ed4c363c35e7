package io.mnemon.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The folder that holds everything one installation keeps, and the lock that makes this process its
 * only user.
 *
 * <p>The lock is the operating system's: it goes with the process, so a file that a crash left
 * behind never refuses a start.
 */
public final class DataFolder implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(DataFolder.class);
  private static final int SECRET_BYTES = 32;
  private static final int PROBE_BYTES = 64 << 10;

  private final Path root;
  private final FileChannel lockFile;

  private DataFolder(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /** Creates {@code folder} if needed, takes its lock and closes it to others. */
  public static DataFolder open(Path folder) {
    return open(folder, ServerUser::isOurs);
  }

  static DataFolder open(Path folder, Predicate<Path> isOurs) {
    Path root = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(root);
      closeRoot(root, isOurs);
      FileChannel lock = lock(root);
      try {
        closeKeys(root.resolve("keys"), isOurs);
        probe(root);
        PrivateFiles.write(root.resolve("pid"), ProcessHandle.current().pid() + "\n");
        return new DataFolder(root, lock);
      } catch (IOException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new CannotStart(
          ("The data folder %s cannot be written (%s). Give it to the user that runs Mnemon and"
                  + " leave room on its disk, or set MNEMON_DATA to another folder.")
              .formatted(root, describe(e)),
          e);
    }
  }

  private static void closeRoot(Path root, Predicate<Path> isOurs) throws IOException {
    if (isOurs.test(root)) {
      // A server that runs as another user than root must pass, but not list, the folder.
      boolean servesAnotherUser = ServerUser.isRoot() && ServerUser.ownsAsRoot(root);
      PrivateFiles.folder(root, servesAnotherUser ? "rwx--x--x" : "rwx------");
    } else {
      LOG.warnf(
          "The data folder %s belongs to %s, as the root of a volume does: who else may list it is"
              + " up to its owner, and what lies in it is closed to others.",
          root, Files.getOwner(root).getName());
    }
  }

  /** Also files that a volume's group was let into, as Kubernetes does at the start of a pod. */
  private static void closeKeys(Path keys, Predicate<Path> isOurs) throws IOException {
    PrivateFiles.folder(keys, "rwx------");
    try (Stream<Path> files = Files.list(keys)) {
      for (Path file : files.filter(DataFolder::isPlain).filter(isOurs).toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    }
  }

  private static boolean isPlain(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether a running process has it; nothing is created or changed to find out. */
  public static boolean isInUse(Path folder) {
    Path file = folder.toAbsolutePath().normalize().resolve("lock");
    if (!Files.exists(file)) {
      return false;
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException e) {
      throw new CannotStart(
          "The lock %s cannot be opened (%s). Run this as the user that runs Mnemon."
              .formatted(file, describe(e)),
          e);
    }
  }

  private static String describe(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  private static FileChannel lock(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new CannotStart(
          ("The data folder %s is in use by another Mnemon%s. Stop that one first, or set"
                  + " MNEMON_DATA to another folder.")
              .formatted(root, holder(root)));
    }
    return channel;
  }

  private static String holder(Path root) {
    try {
      return " (process " + Files.readString(root.resolve("pid")).strip() + ")";
    } catch (IOException e) {
      // The holder has not written its number yet; the sentence is true without it.
      return "";
    }
  }

  private static void probe(Path root) throws IOException {
    Path probe = root.resolve(".probe");
    try (var channel =
        FileChannel.open(
            probe,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      var bytes = ByteBuffer.allocate(PROBE_BYTES);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  public Path root() {
    return root;
  }

  /** The folder {@code name} inside, created with mode 0700 if needed. */
  public Path folder(String name) {
    try {
      return PrivateFiles.folder(root.resolve(name), "rwx------");
    } catch (IOException e) {
      throw cannotUse(root.resolve(name), e);
    }
  }

  /** The file {@code keys/<name>}, whether it exists or not. */
  public Path key(String name) {
    return root.resolve("keys").resolve(name);
  }

  /**
   * The file {@code keys/<name>}; at first use 32 random bytes are written into it, in base64 that
   * also fits into a URL where {@code forUrl} is true.
   */
  public Path secretFile(String name, boolean forUrl) {
    Path file = key(name);
    try {
      if (!Files.exists(file)) {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        var encoder = forUrl ? Base64.getUrlEncoder().withoutPadding() : Base64.getEncoder();
        PrivateFiles.write(file, encoder.encodeToString(bytes) + "\n");
      }
      return file;
    } catch (IOException e) {
      throw cannotUse(file, e);
    }
  }

  /** What {@link #secretFile} holds, in base64 that fits into a URL. */
  public String secret(String name) {
    Path file = secretFile(name, true);
    try {
      String secret = Files.readString(file, UTF_8).strip();
      if (secret.isEmpty()) {
        throw new CannotStart(
            "The file %s is empty. Restore it from a backup of the data folder.".formatted(file));
      }
      return secret;
    } catch (IOException e) {
      throw cannotUse(file, e);
    }
  }

  private static CannotStart cannotUse(Path path, IOException e) {
    return new CannotStart(
        "%s cannot be used (%s). Give it to the user that runs Mnemon."
            .formatted(path, describe(e)),
        e);
  }

  /** Tells other commands on this machine under which address the platform answers. */
  void announce(String address) {
    try {
      PrivateFiles.write(root.resolve("address"), address + "\n");
    } catch (IOException e) {
      throw cannotUse(root.resolve("address"), e);
    }
  }

  /** Lets the next process in. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(root.resolve("address"));
      Files.deleteIfExists(root.resolve("pid"));
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The lock of " + root + " could not be released", e);
    }
  }
}
