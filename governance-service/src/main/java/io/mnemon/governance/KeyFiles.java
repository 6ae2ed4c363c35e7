package io.mnemon.governance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A folder of files that only their owner may read, each written whole or not at all. */
public final class KeyFiles {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path folder;
  private final InstantSource clock;
  private final String setting;

  /**
   * @param setting what to set to use another folder
   */
  public KeyFiles(Path folder, InstantSource clock, String setting) {
    this.folder = folder;
    this.clock = clock;
    this.setting = setting;
  }

  public Path path(String file) {
    return folder.resolve(file);
  }

  /** The file's text without white space around it, if there is the file. */
  public Optional<String> read(String file) {
    try {
      return Optional.of(Files.readString(path(file)).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", path(file), e);
    }
  }

  /** Renames the file, so that its name is free; answers the new name. */
  Path putAside(String file) {
    Path aside = path(file + ".old-" + clock.instant().toEpochMilli());
    try {
      return Files.move(path(file), aside);
    } catch (IOException e) {
      throw failed("rename", path(file), e);
    }
  }

  /** A file that is not there is no error. */
  void delete(String file) {
    try {
      Files.deleteIfExists(path(file));
    } catch (IOException e) {
      throw failed("delete", path(file), e);
    }
  }

  public void write(String file, String text) {
    Path draft = path("." + file + ".draft");
    try {
      Files.createDirectories(folder, OWNER_FOLDER);
      Files.deleteIfExists(draft);
      force(draft, text);
      Files.move(
          draft, path(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceFolder();
    } catch (IOException e) {
      throw failed("write", path(file), e);
    }
  }

  /** Writes the file if there is none; of several that do it at once one does. */
  public void writeFirst(String file, String text) {
    Path draft = path("." + file + "." + UUID.randomUUID());
    try {
      Files.createDirectories(folder, OWNER_FOLDER);
      try {
        force(draft, text);
        // A link, unlike a rename, replaces nothing.
        Files.createLink(path(file), draft);
      } catch (FileAlreadyExistsException e) {
        // The other's is as good.
      } finally {
        Files.deleteIfExists(draft);
      }
      forceFolder();
    } catch (IOException e) {
      throw failed("write", path(file), e);
    }
  }

  private static void force(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_FILE)) {
      ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private void forceFolder() throws IOException {
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private UncheckedIOException failed(String what, Path file, IOException cause) {
    return new UncheckedIOException(
        "cannot "
            + what
            + " "
            + file
            + ": give the process the right to, or set "
            + setting
            + " to another folder",
        cause);
  }
}
