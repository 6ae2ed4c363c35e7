package io.mnemon.operations.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mnemon.embedded.CannotStart;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive from its beginning to its end and compares all of it with its manifest. Whatever
 * is wrong with it is a {@link Refusal}.
 */
final class ArchiveReader {

  private static final int BUFFER = 1 << 17;
  private static final long LONGEST_HEADER = 1L << 20;

  /** Where the content goes, in the order of the archive. */
  interface Destination {
    void header(ArchiveHeader header) throws IOException;

    void folder(String name) throws IOException;

    /** Where a file goes; closed at its end. */
    OutputStream file(String name) throws IOException;
  }

  private final Path archive;
  private final Progress progress;
  private final byte[] buffer = new byte[BUFFER];

  ArchiveReader(Path archive, Progress progress) {
    this.archive = archive;
    this.progress = progress;
  }

  /** A failure of the destination, which is not the archive's. */
  private static final class DestinationFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final IOException reason;

    DestinationFailed(IOException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  ArchiveManifest read(Destination destination) throws IOException {
    if (!Files.isRegularFile(archive)) {
      throw new Refusal("There is no file " + archive + ".");
    }
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), BUFFER);
        InputStream gzip = new BufferedInputStream(new GZIPInputStream(file, BUFFER), BUFFER);
        var tar = new TarArchiveInputStream(gzip, UTF_8.name())) {
      ArchiveManifest manifest = members(tar, destination);
      // Only the end of the stream proves that all of it is as it was written.
      gzip.skip(Long.MAX_VALUE);
      return manifest;
    } catch (DestinationFailed e) {
      throw e.reason;
    } catch (Refusal | CannotStart e) {
      throw new Refusal("The archive %s is refused. %s".formatted(archive, e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      throw new Refusal(
          "The archive %s is refused. It is cut or damaged (%s). Use another one; nothing was changed."
              .formatted(archive, e.getMessage()),
          e);
    }
  }

  private ArchiveManifest members(TarArchiveInputStream tar, Destination destination)
      throws IOException {
    var found = new MemberPrints();
    @Nullable ArchiveManifest written = null;
    boolean isFirst = true;
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      String name = entry.getName();
      if (isFirst != name.equals(ArchiveHeader.MEMBER)) {
        throw new Refusal("It is no backup of Mnemon.");
      }
      if (written != null) {
        throw new Refusal("It is damaged: something stands behind its manifest.");
      }
      if (entry.isDirectory()) {
        call(() -> destination.folder(name.replaceFirst("/+$", "")));
      } else if (name.equals(ArchiveManifest.MEMBER)) {
        written = manifest(tar, found);
      } else {
        found.add(member(tar, entry, destination));
      }
      isFirst = false;
    }
    if (written == null) {
      throw new Refusal("It was cut: its end with the manifest is missing. Use another one.");
    }
    return written;
  }

  /** Throws unless exactly the members that were found are in it. */
  private static ArchiveManifest manifest(InputStream content, MemberPrints found)
      throws IOException {
    var facts = new StringBuilder();
    var lines = new BufferedReader(new InputStreamReader(content, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (ArchiveManifest.isMember(line)) {
        found.requireNext(line);
      } else {
        facts.append(line).append('\n');
      }
    }
    return found.allWith(Facts.parse(facts.toString()));
  }

  private ArchiveManifest.Member member(
      TarArchiveInputStream tar, TarArchiveEntry entry, Destination destination)
      throws IOException {
    MessageDigest digest = ArchiveWriter.sha256();
    var content = new DigestInputStream(tar, digest);
    if (entry.getName().equals(ArchiveHeader.MEMBER)) {
      ArchiveHeader header = ArchiveHeader.parse(header(content, entry));
      call(() -> destination.header(header));
    } else {
      copy(content, entry.getName(), destination);
    }
    return new ArchiveManifest.Member(
        entry.getName(), entry.getSize(), HexFormat.of().formatHex(digest.digest()));
  }

  private void copy(InputStream content, String name, Destination destination) throws IOException {
    OutputStream file = get(() -> destination.file(name));
    try {
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        int length = read;
        call(() -> file.write(buffer, 0, length));
        progress.advance(length);
      }
    } finally {
      call(file::close);
    }
  }

  private static String header(InputStream content, TarArchiveEntry entry) throws IOException {
    if (entry.getSize() > LONGEST_HEADER) {
      throw new Refusal("It is no backup of Mnemon.");
    }
    return new String(content.readAllBytes(), UTF_8);
  }

  private interface Call {
    void run() throws IOException;
  }

  private interface Get<T> {
    T get() throws IOException;
  }

  private static void call(Call call) {
    try {
      call.run();
    } catch (IOException e) {
      throw new DestinationFailed(e);
    }
  }

  private static <T> T get(Get<T> get) {
    try {
      return get.get();
    } catch (IOException e) {
      throw new DestinationFailed(e);
    }
  }
}
