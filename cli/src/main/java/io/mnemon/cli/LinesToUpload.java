package io.mnemon.cli;

import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The lines of an import, in a file so that they can be sent again, named by what they say. */
final class LinesToUpload implements AutoCloseable {
  private static final int NAME_BYTES = 16;

  private final Path file;
  private final boolean isOurs;
  private final String name;
  private final List<String> leftOut;

  private LinesToUpload(Path file, boolean isOurs, List<String> leftOut) throws IOException {
    this.file = file;
    this.isOurs = isOurs;
    this.leftOut = leftOut;
    this.name = digest(file);
  }

  static LinesToUpload of(Path file) throws IOException {
    return new LinesToUpload(file, false, List.of());
  }

  static LinesToUpload of(InputStream piped) throws IOException {
    Path copy = Files.createTempFile("mnemon-import", ".jsonl");
    Files.copy(piped, copy, StandardCopyOption.REPLACE_EXISTING);
    return new LinesToUpload(copy, true, List.of());
  }

  static LinesToUpload of(Dump dump) throws IOException {
    Path copy = Files.createTempFile("mnemon-import", ".jsonl");
    try (OutputStream lines = new BufferedOutputStream(Files.newOutputStream(copy))) {
      dump.tell(memory -> write(lines, memory));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
    return new LinesToUpload(copy, true, dump.leftOut());
  }

  private static void write(OutputStream lines, Json memory) {
    try {
      lines.write((Json.object(Map.of("memory", memory)) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] block = new byte[1 << 16];
      for (int read = in.read(block); read > 0; read = in.read(block)) {
        sha.update(block, 0, read);
      }
      return "sha256-" + HexFormat.of().formatHex(sha.digest(), 0, NAME_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The same lines have the same name. */
  String name() {
    return name;
  }

  long bytes() throws UncheckedIOException {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> leftOut() {
    return leftOut;
  }

  /** The lines from the first on. */
  InputStream open(Progress progress) throws IOException {
    return new FilterInputStream(Files.newInputStream(file)) {
      private long sent;

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        sent += Math.max(0, read);
        progress.at(sent);
        return read;
      }
    };
  }

  @Override
  public void close() throws IOException {
    if (isOurs) {
      Files.deleteIfExists(file);
    }
  }
}
