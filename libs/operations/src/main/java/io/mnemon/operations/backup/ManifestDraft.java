package io.mnemon.operations.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;

/**
 * The lines of a manifest while its archive is being written. They lie in a file, because a member
 * of a tar begins with its size and there may be millions of them.
 */
final class ManifestDraft implements AutoCloseable {

  private final Path file;
  private final OutputStream out;
  private int files;
  private long bytes;
  private long length;

  /**
   * @param file where the lines lie until this is closed
   */
  ManifestDraft(Path file) throws IOException {
    this.file = file;
    // What a backup that was killed has left.
    Files.deleteIfExists(file);
    this.out =
        new BufferedOutputStream(
            Channels.newOutputStream(
                FileChannel.open(
                    file,
                    EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rw-------")))));
  }

  void add(ArchiveManifest.Member member) throws IOException {
    byte[] line = (member.line() + '\n').getBytes(UTF_8);
    out.write(line);
    length += line.length;
    files++;
    bytes += member.size();
  }

  /** How long all lines are, in bytes. */
  long length() {
    return length;
  }

  void copyTo(OutputStream target) throws IOException {
    out.flush();
    Files.copy(file, target);
  }

  ArchiveManifest with(Facts facts) {
    return new ArchiveManifest(facts, files, bytes);
  }

  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(file);
  }
}
