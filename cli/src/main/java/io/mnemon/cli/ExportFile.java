package io.mnemon.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * An export on its way into a file that only its owner may read. Its last line holds the SHA-256 of
 * all lines before; a file that turns out not to be whole is deleted.
 */
final class ExportFile extends OutputStream {
  private final Path path;
  private final OutputStream file;
  private final MessageDigest digest;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private byte[] last = new byte[0];
  private boolean isComplete;

  private ExportFile(Path path, OutputStream file, MessageDigest digest) {
    this.path = path;
    this.file = file;
    this.digest = digest;
  }

  static ExportFile create(Path path) {
    try {
      return new ExportFile(path, open(path), MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A new file that only its owner may read. */
  static OutputStream open(Path path) {
    try {
      var channel =
          Files.newByteChannel(
              path,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Channels.newOutputStream(channel);
    } catch (FileAlreadyExistsException e) {
      throw CommandFailure.usage(path + " is there already: name another file with --out.");
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  static CommandFailure unwritable(Path path, IOException e) {
    return CommandFailure.usage(path + " cannot be written: " + e.getMessage());
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    file.write(bytes, offset, length);
    for (int i = offset; i < offset + length; i++) {
      line.write(bytes[i]);
      if (bytes[i] == '\n') {
        digest.update(last);
        last = line.toByteArray();
        line.reset();
      }
    }
  }

  /**
   * The last line, if it says of the lines before it what is true.
   *
   * @throws CommandFailure if the export was cut off or changed on its way
   */
  Json complete() {
    Json end = lastLine();
    boolean isWhole =
        line.size() == 0
            && end.get("type").text().equals("end")
            && end.get("sha256").text().equals(HexFormat.of().formatHex(digest.digest()));
    if (!isWhole) {
      throw CommandFailure.refused(
          "The export did not come whole, and " + path + " was deleted: try again.", "");
    }
    isComplete = true;
    return end;
  }

  private Json lastLine() {
    try {
      return Json.parse(new String(last, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Json.object(Map.of());
    }
  }

  @Override
  public void close() {
    try {
      file.close();
      if (!isComplete) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(path + " could not be closed", e);
    }
  }
}
