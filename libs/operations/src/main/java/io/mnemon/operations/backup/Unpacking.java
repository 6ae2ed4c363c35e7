package io.mnemon.operations.backup;

import io.mnemon.embedded.EmbeddedPostgres;
import io.mnemon.embedded.FolderFormat;
import io.mnemon.embedded.PrivateFiles;
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
import org.jspecify.annotations.Nullable;

/** Where the content of an archive goes. Refuses what this release cannot read. */
abstract class Unpacking implements ArchiveReader.Destination {

  private @Nullable ArchiveHeader header;

  @Override
  public void header(ArchiveHeader found) throws IOException {
    found.folder().refuseIfNewerThan(FolderFormat.ours(), Path.of("It"));
    if (found.hasCluster() && !found.postgres().equals(EmbeddedPostgres.MAJOR_VERSION)) {
      throw new Refusal(
          "It holds a cluster of Postgres %s, and this is Postgres %s. Restore it with Mnemon %s."
              .formatted(
                  found.postgres(), EmbeddedPostgres.MAJOR_VERSION, found.folder().release()));
    }
    header = found;
  }

  ArchiveHeader header() {
    if (header == null) {
      throw new IllegalStateException("The archive has not been read yet");
    }
    return header;
  }

  /** Reads only. */
  static final class Nowhere extends Unpacking {
    @Override
    public void folder(String name) {}

    @Override
    public OutputStream file(String name) {
      return OutputStream.nullOutputStream();
    }
  }

  /** Into a new data folder, whose files are on disk when they are closed. */
  static final class IntoFolder extends Unpacking {
    private static final String DATA = Backup.ROOT + "/";
    private static final String KEYS = DATA + "keys/";
    private static final int BUFFER = 1 << 17;

    private final Path root;
    private final boolean bringsOtherKeys;
    private final Progress progress;

    /**
     * @param bringsOtherKeys whether the keys in the archive are left out
     */
    IntoFolder(Path root, boolean bringsOtherKeys, Progress progress) {
      this.root = root;
      this.bringsOtherKeys = bringsOtherKeys;
      this.progress = progress;
    }

    @Override
    public void header(ArchiveHeader found) throws IOException {
      super.header(found);
      progress.begin("Unpacking", found.bytes());
      long free = Files.getFileStore(root).getUsableSpace();
      if (free < found.bytes()) {
        throw new Refusal(
            "It unpacks to about %s, and %s has room for %s only. Free some space first."
                .formatted(Progress.size(found.bytes()), root.getParent(), Progress.size(free)));
      }
    }

    @Override
    public void folder(String name) throws IOException {
      if (!name.equals(Backup.ROOT)) {
        PrivateFiles.folder(inside(name), "rwx------");
      }
    }

    @Override
    public OutputStream file(String name) throws IOException {
      if (bringsOtherKeys && name.startsWith(KEYS)) {
        return OutputStream.nullOutputStream();
      }
      Path file = inside(name);
      FileChannel channel =
          FileChannel.open(
              file,
              EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER) {
        @Override
        public void close() throws IOException {
          flush();
          channel.force(true);
          super.close();
        }
      };
    }

    private Path inside(String name) {
      Path path = root.resolve(name.startsWith(DATA) ? name.substring(DATA.length()) : name);
      if (!name.startsWith(DATA) || !path.normalize().equals(path) || !path.startsWith(root)) {
        throw new Refusal("It names a file outside of the data folder: " + name + ".");
      }
      return path;
    }
  }
}
