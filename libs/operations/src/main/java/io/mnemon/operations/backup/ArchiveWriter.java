package io.mnemon.operations.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mnemon.embedded.PrivateFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes an archive, which is a compressed tar that only its owner may read. It has its name when
 * it is whole and on disk, and not before.
 */
final class ArchiveWriter implements AutoCloseable {

  private static final int BUFFER = 1 << 17;
  private static final int FILE_MODE = 0100600;
  private static final int FOLDER_MODE = 040700;

  private final Path target;
  private final Path draft;
  private final FileChannel channel;
  private final GZIPOutputStream gzip;
  private final TarArchiveOutputStream tar;
  private final Progress progress;
  private final ManifestDraft manifest;
  private final byte[] buffer = new byte[BUFFER];
  private boolean isFinished;

  private ArchiveWriter(
      Path target, Path draft, FileChannel channel, ManifestDraft manifest, Progress progress)
      throws IOException {
    this.target = target;
    this.draft = draft;
    this.channel = channel;
    this.manifest = manifest;
    this.progress = progress;
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
    this.gzip = new QuickGzip(out);
    this.tar = new TarArchiveOutputStream(gzip, UTF_8.name());
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
  }

  /** Vectors hardly shrink and everything else does so at once: more effort would be wasted. */
  private static final class QuickGzip extends GZIPOutputStream {
    QuickGzip(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  static ArchiveWriter create(Path target, ArchiveHeader header, Progress progress)
      throws IOException {
    Path draft = target.resolveSibling("." + target.getFileName() + ".partial");
    FileChannel channel =
        FileChannel.open(
            draft,
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    if (channel.tryLock() == null) {
      channel.close();
      throw new Refusal(
          "Another backup is writing %s now. Wait for it, or choose another name."
              .formatted(target));
    }
    channel.truncate(0);
    var manifest = new ManifestDraft(draft.resolveSibling(draft.getFileName() + "-manifest"));
    var writer = new ArchiveWriter(target, draft, channel, manifest, progress);
    writer.text(ArchiveHeader.MEMBER, header.text());
    return writer;
  }

  void folder(String name) throws IOException {
    var entry = new TarArchiveEntry(name + "/");
    entry.setMode(FOLDER_MODE);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  void text(String name, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    MessageDigest digest = sha256();
    begin(name, bytes.length);
    write(bytes, bytes.length, digest);
    end(name, bytes.length, digest);
  }

  /**
   * Copies a file that others may change meanwhile, with the size that it has now: what is missing
   * in the end counts as zeros. A file that is gone is left out.
   */
  void file(String name, Path file) throws IOException {
    try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = source.size();
      MessageDigest digest = sha256();
      begin(name, size);
      InputStream in = Channels.newInputStream(source);
      long rest = size;
      while (rest > 0) {
        int read = in.read(buffer, 0, (int) Math.min(rest, BUFFER));
        if (read < 0) {
          Arrays.fill(buffer, (byte) 0);
          read = (int) Math.min(rest, BUFFER);
        }
        write(buffer, read, digest);
        rest -= read;
      }
      end(name, size, digest);
    } catch (NoSuchFileException e) {
      // Postgres drops files while it runs, and its log says so too.
      return;
    }
  }

  private void begin(String name, long size) throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setSize(size);
    entry.setMode(FILE_MODE);
    tar.putArchiveEntry(entry);
  }

  private void write(byte[] bytes, int length, MessageDigest digest) throws IOException {
    tar.write(bytes, 0, length);
    digest.update(bytes, 0, length);
    progress.advance(length);
  }

  private void end(String name, long size, MessageDigest digest) throws IOException {
    tar.closeArchiveEntry();
    String hash = HexFormat.of().formatHex(digest.digest());
    manifest.add(new ArchiveManifest.Member(name, size, hash));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** Gives the archive its name; it survives a power cut from now on. */
  ArchiveManifest finish(Facts facts) throws IOException {
    byte[] text = facts.text().getBytes(UTF_8);
    begin(ArchiveManifest.MEMBER, text.length + manifest.length());
    tar.write(text);
    manifest.copyTo(tar);
    tar.closeArchiveEntry();
    tar.finish();
    // Closing the streams would close the channel before it was forced.
    gzip.finish();
    gzip.flush();
    channel.force(true);
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    PrivateFiles.forceFolder(PrivateFiles.parent(target));
    isFinished = true;
    return manifest.with(facts);
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      manifest.close();
    }
    if (!isFinished) {
      Files.deleteIfExists(draft);
    }
  }
}
