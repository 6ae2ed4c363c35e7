package io.mnemon.operations.backup;

import io.mnemon.embedded.DataFolder;
import io.mnemon.embedded.EmbeddedPostgres;
import io.mnemon.embedded.FolderFormat;
import io.mnemon.embedded.LaunchSettings;
import io.mnemon.embedded.PrivateFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Copies everything that an installation keeps into one archive, while it runs or not: the record,
 * objects and keys. What is made from these, the index and the caches, is left out.
 */
public final class Backup {

  static final String ROOT = "data";

  /** Where the time of the last backup stands in the data folder. */
  public static final String LAST = "last-backup";

  private static final String KEYS = "keys";
  static final String OBJECTS = "objects";
  private static final String CLUSTER = "postgres/cluster";

  /** What is made anew, belongs to one run, or is copied in its own way. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "lock", "pid", "address", "index", "redis", "programs", "postgres", KEYS, OBJECTS, LAST);

  /**
   * What to do.
   *
   * @param archive the file to write, which must not exist
   * @param withKeys whether the secrets go into it
   * @param prunesWal whether the WAL archive forgets what this backup makes superfluous
   */
  public record Wish(Path archive, boolean withKeys, boolean prunesWal) {

    public Wish {
      archive = archive.toAbsolutePath().normalize();
    }
  }

  /**
   * What was done.
   *
   * @param wasRunning whether the platform served meanwhile
   * @param hasRecord false if Postgres is an external one, which has to be backed up by itself
   * @param prunedWal how many pieces of WAL were deleted
   */
  public record Done(
      Path archive,
      long bytes,
      long unpackedBytes,
      int files,
      boolean wasRunning,
      boolean hasRecord,
      boolean hasObjects,
      int prunedWal) {}

  private final LaunchSettings settings;
  private final Path root;
  private final ObjectsPlace objects;
  private final InstantSource clock;
  private final Progress progress;

  public Backup(LaunchSettings settings, InstantSource clock, Progress progress) {
    this.settings = settings;
    this.root = settings.data();
    this.objects = ObjectsPlace.of(settings);
    this.clock = clock;
    this.progress = progress;
  }

  public Done run(Wish wish) {
    FolderFormat format = checkFolder();
    checkTarget(wish);
    checkRecord();
    objects.requireThere();
    try {
      return settings.postgres().isPresent() ? withoutCluster(wish, format) : whole(wish, format);
    } catch (IOException e) {
      throw new Refusal(
          "The backup could not be written to %s (%s). Free some space or choose another place."
              .formatted(wish.archive(), e),
          e);
    } finally {
      progress.end();
    }
  }

  private FolderFormat checkFolder() {
    FolderFormat format =
        FolderFormat.of(root)
            .orElseThrow(
                () ->
                    new Refusal(
                        "%s holds no data of Mnemon. Set MNEMON_DATA to the folder that does."
                            .formatted(root)));
    format.refuseIfNewerThan(FolderFormat.ours(), root);
    return format;
  }

  private void checkTarget(Wish wish) {
    Path archive = wish.archive();
    if (archive.startsWith(root)) {
      throw new Refusal(
          "%s lies in the data folder and would be lost with it. Write the backup elsewhere."
              .formatted(archive));
    }
    if (Files.exists(archive)) {
      throw new Refusal("%s exists already. Choose another name.".formatted(archive));
    }
    if (!Files.isDirectory(PrivateFiles.parent(archive))) {
      throw new Refusal(
          "There is no folder %s. Create it first.".formatted(PrivateFiles.parent(archive)));
    }
  }

  /** Else Postgres would create an empty record, which is archived as if it were the real one. */
  private void checkRecord() {
    if (settings.postgres().isEmpty() && !Files.exists(root.resolve(CLUSTER + "/PG_VERSION"))) {
      throw new Refusal(
          "There is no embedded record in %s. If the record is in your own Postgres, set MNEMON_POSTGRES_URL as for Mnemon; else start Mnemon once, or set MNEMON_DATA to another folder."
              .formatted(root));
    }
  }

  private Done withoutCluster(Wish wish, FolderFormat format) throws IOException {
    var header =
        new ArchiveHeader(
            format, ArchiveHeader.EXTERNAL, "", clock.instant(), wish.withKeys(), 0, Map.of());
    try (var archive = ArchiveWriter.create(wish.archive(), header, progress)) {
      progress.begin("Copying objects and keys", 0);
      boolean hasObjects = folderFiles(archive, wish);
      var facts = new Facts().put("consistent", clock.instant());
      return done(wish, archive.finish(facts), DataFolder.isInUse(root), hasObjects, 0);
    }
  }

  private Done whole(Wish wish, FolderFormat format) throws IOException {
    progress.begin("Opening the record", 0);
    try (var cluster = PostgresCluster.open(root.resolve(CLUSTER), ROOT + "/" + CLUSTER, root)) {
      PostgresCluster.Described described = cluster.describe();
      var header =
          new ArchiveHeader(
              format,
              EmbeddedPostgres.MAJOR_VERSION,
              described.identifier(),
              clock.instant(),
              wish.withKeys(),
              described.bytes(),
              described.schemas());
      try (var archive = ArchiveWriter.create(wish.archive(), header, progress)) {
        progress.begin("Copying the record", header.bytes());
        archive.folder(ROOT + "/postgres");
        archive.folder(ROOT + "/" + CLUSTER);
        PostgresCluster.Copied copied = cluster.copyTo(archive);
        progress.begin("Copying objects and keys", 0);
        // After the record: what it names is there, because objects are written before it.
        boolean hasObjects = folderFiles(archive, wish);
        var facts =
            new Facts()
                .put("consistent", copied.consistentAt())
                .put("wal", copied.firstWal() + " " + copied.lastWal());
        ArchiveManifest manifest = archive.finish(facts);
        int pruned = wish.prunesWal() ? prune(copied.firstWal()) : 0;
        return done(wish, manifest, cluster.isServing(), hasObjects, pruned);
      }
    }
  }

  private boolean folderFiles(ArchiveWriter archive, Wish wish) throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      for (Path entry : entries.sorted().toList()) {
        String name = entry.getFileName().toString();
        if (!LEFT_OUT.contains(name)
            && !name.startsWith(".")
            && !objects.folder().equals(Optional.of(entry))) {
          tree(archive, entry, ROOT + "/" + name);
        }
      }
    }
    if (wish.withKeys()) {
      tree(archive, root.resolve(KEYS), ROOT + "/" + KEYS);
    }
    Optional<Path> folder = objects.folder();
    if (folder.isPresent() && Files.isDirectory(folder.get())) {
      tree(archive, folder.get(), ROOT + "/" + OBJECTS);
    }
    return folder.isPresent();
  }

  private void tree(ArchiveWriter archive, Path path, String name) throws IOException {
    if (!Files.isDirectory(path)) {
      archive.file(name, path);
      return;
    }
    archive.folder(name);
    // One by one, for there may be millions of objects.
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        // Drafts, which have not become anything yet.
        if (!entry.getFileName().toString().startsWith(".")) {
          tree(archive, entry, name + "/" + entry.getFileName());
        }
      }
    }
  }

  private int prune(String firstWal) throws IOException {
    Path archive =
        settings
            .walArchive()
            .orElseThrow(
                () ->
                    new Refusal(
                        "The backup is written, but there is no WAL archive to prune. Set"
                            + " MNEMON_WAL_ARCHIVE to its folder."));
    int pruned = 0;
    try (Stream<Path> entries = Files.list(archive)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (WalName.isPiece(name)
            && WalName.position(name).compareTo(WalName.position(firstWal)) < 0) {
          Files.deleteIfExists(entry);
          pruned++;
        }
      }
    }
    return pruned;
  }

  private Done done(
      Wish wish, ArchiveManifest manifest, boolean wasRunning, boolean hasObjects, int pruned)
      throws IOException {
    String last = clock.instant() + "\n" + wish.archive() + "\n";
    PrivateFiles.write(root.resolve(LAST), last);
    return new Done(
        wish.archive(),
        Files.size(wish.archive()),
        manifest.bytes(),
        manifest.files(),
        wasRunning,
        settings.postgres().isEmpty(),
        hasObjects,
        pruned);
  }
}
