package io.mnemon.operations.backup;

import io.mnemon.embedded.CannotStart;
import io.mnemon.embedded.DataFolder;
import io.mnemon.embedded.LaunchSettings;
import io.mnemon.embedded.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings an installation back from an archive. It is unpacked, checked and recovered beside the
 * data folder and becomes the data folder by one rename in the end: until then nothing there is
 * touched.
 */
public final class Restore {

  private static final List<String> SECRETS_OF_SERVICES = List.of("master", "internal");
  private static final List<String> SECRETS =
      List.of("master", "internal", "postgres", "postgres-superuser");

  private static final DateTimeFormatter ASIDE =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /**
   * What to do.
   *
   * @param time to which archived WAL is replayed; the end of the backup if there is none
   * @param wal the folder of archived WAL
   * @param keys a folder with the secrets, for an archive that was made without
   * @param replaces whether a data folder that holds something is moved aside
   */
  public record Wish(
      Path archive,
      Optional<RecoveryTarget> time,
      Optional<Path> wal,
      Optional<Path> keys,
      boolean replaces) {

    public Wish {
      archive = archive.toAbsolutePath().normalize();
    }
  }

  /**
   * What was done.
   *
   * @param objects what became of the objects
   * @param aside where the data folder that was replaced lies now
   * @param reached what the record is as of; empty if it is an external Postgres
   */
  public record Done(
      Path folder,
      ArchiveHeader header,
      int files,
      long bytes,
      Objects objects,
      Optional<Path> aside,
      Optional<PostgresRecovery.Reached> reached) {}

  /**
   * What became of the objects.
   *
   * @param added how many the folder that was replaced had beyond the archive
   * @param elsewhere the folder outside of the data folder to which they were added
   */
  public record Objects(int added, Optional<Path> elsewhere) {}

  private final LaunchSettings settings;
  private final Path target;
  private final ObjectsPlace objects;
  private final InstantSource clock;
  private final Progress progress;

  public Restore(LaunchSettings settings, InstantSource clock, Progress progress) {
    this.settings = settings;
    this.target = settings.data();
    this.objects = ObjectsPlace.of(settings);
    this.clock = clock;
    this.progress = progress;
  }

  /** Reads all of the archive and changes nothing. */
  public Verified verify(Path archive) {
    var check = new Unpacking.Nowhere();
    try {
      progress.begin("Reading the archive", 0);
      ArchiveManifest manifest = new ArchiveReader(archive, progress).read(check);
      return new Verified(check.header(), manifest.files(), manifest.bytes());
    } catch (IOException e) {
      throw new Refusal("%s cannot be read (%s).".formatted(archive, e), e);
    } finally {
      progress.end();
    }
  }

  /** An archive that is as it was written. */
  public record Verified(ArchiveHeader header, int files, long bytes) {}

  public Done run(Wish wish) {
    checkTarget(wish);
    if (wish.time().isPresent() && wish.wal().isEmpty()) {
      throw new Refusal(
          "To come to a point in time, archived WAL is needed: set MNEMON_WAL_ARCHIVE to its folder."
              + " Without it, restore without --to: that is the state at the end of the backup.");
    }
    Path draft = target.resolveSibling(target.getFileName() + ".restoring");
    try {
      checkTimeline(wish);
      return into(draft, wish);
    } catch (IOException e) {
      throw new Refusal(
          "The restore into %s could not be finished (%s). The data folder was not touched; free some space or choose another place."
              .formatted(target, e),
          e);
    } finally {
      progress.end();
    }
  }

  private void checkTarget(Wish wish) {
    if (DataFolder.isInUse(target)) {
      throw new Refusal(
          "%s is in use by a running Mnemon. Stop it first, or set MNEMON_DATA to another folder."
              .formatted(target));
    }
    if (!wish.replaces() && holdsSomething(target)) {
      throw new Refusal(
          "%s is not empty. Say --replace to move it aside, or set MNEMON_DATA to another folder."
              .formatted(target));
    }
  }

  /**
   * Only the end of an archive says which timelines lead on from it. So it is read once before
   * anything is unpacked, but only where there is a choice.
   */
  private void checkTimeline(Wish wish) throws IOException {
    if (wish.time().isPresent()
        && Files.isDirectory(wish.wal().orElseThrow())
        && new Timelines(wish.wal().get()).hasForks()) {
      progress.begin("Reading the archive", 0);
      var reading = new Unpacking.Nowhere();
      ArchiveManifest manifest = new ArchiveReader(wish.archive(), progress).read(reading);
      if (reading.header().hasCluster()) {
        int unused = PostgresRecovery.check(manifest, wish.time().get(), wish.wal().get());
      }
    }
  }

  private static boolean holdsSomething(Path folder) {
    if (!Files.exists(folder)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isPresent();
    } catch (IOException e) {
      throw new Refusal("%s is no folder that can be read (%s).".formatted(folder, e), e);
    }
  }

  private Done into(Path draft, Wish wish) throws IOException {
    Files.createDirectories(PrivateFiles.parent(target));
    try (DataFolder data = lock(draft)) {
      clear(draft);
      try {
        return fill(data, draft, wish);
      } catch (IOException | RuntimeException e) {
        if (Files.exists(draft)) {
          PrivateFiles.deleteTree(draft);
        }
        throw e;
      }
    }
  }

  private static DataFolder lock(Path draft) {
    try {
      return DataFolder.open(draft);
    } catch (CannotStart e) {
      throw new Refusal("Another restore may be running. " + e.getMessage(), e);
    }
  }

  /** Forgets what a restore that was killed has left. */
  private static void clear(Path draft) throws IOException {
    try (Stream<Path> entries = Files.list(draft)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (!name.equals("lock") && !name.equals("pid")) {
          PrivateFiles.deleteTree(entry);
        }
      }
    }
  }

  private Done fill(DataFolder data, Path draft, Wish wish) throws IOException {
    progress.begin("Unpacking", 0);
    var unpacking = new Unpacking.IntoFolder(draft, wish.keys().isPresent(), progress);
    ArchiveManifest manifest = new ArchiveReader(wish.archive(), progress).read(unpacking);
    ArchiveHeader header = unpacking.header();
    provideKeys(draft, header, wish);
    // What was archived after the backup and is replayed from WAL has its content there only.
    int addedObjects = objects.prepare(draft);
    Optional<PostgresRecovery.Reached> reached = Optional.empty();
    if (header.hasCluster()) {
      progress.begin("Recovering the record", 0);
      reached =
          Optional.of(
              new PostgresRecovery(data, settings.walArchive(), key -> objects.has(draft, key))
                  .run(manifest, wish.time(), wish.wal()));
    }
    Optional<Path> elsewhere = objects.publish(draft);
    Optional<Path> aside = putInPlace(draft, wish);
    return new Done(
        target,
        header,
        manifest.files(),
        manifest.bytes(),
        new Objects(addedObjects, elsewhere),
        aside,
        reached);
  }

  private static void provideKeys(Path draft, ArchiveHeader header, Wish wish) throws IOException {
    List<String> needed = header.hasCluster() ? SECRETS : SECRETS_OF_SERVICES;
    Path keys = PrivateFiles.folder(draft.resolve("keys"), "rwx------");
    if (wish.keys().isPresent()) {
      try (Stream<Path> files = Files.list(wish.keys().get())) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          PrivateFiles.write(keys.resolve(file.getFileName()), Files.readString(file));
        }
      }
    } else if (!header.hasKeys()) {
      throw new Refusal(
          ("The archive %s holds no keys, and without them nobody can read what it holds. Name the"
                  + " folder that you keep them in: --keys FOLDER, with the files %s.")
              .formatted(wish.archive(), String.join(", ", needed)));
    }
    for (String secret : needed) {
      if (!Files.exists(keys.resolve(secret))) {
        throw new Refusal(
            "The key %s is missing in %s. Without it the data cannot be read; find it and name its folder with --keys."
                .formatted(secret, wish.keys().map(Path::toString).orElse("the archive")));
      }
    }
  }

  /** The renames; says where the earlier folder went. */
  private Optional<Path> putInPlace(Path draft, Wish wish) throws IOException {
    Files.deleteIfExists(draft.resolve("pid"));
    if (!holdsSomething(target)) {
      rename(draft, target);
      return Optional.empty();
    }
    checkTarget(wish);
    Path aside =
        target.resolveSibling(
            target.getFileName() + ".before-restore-" + ASIDE.format(clock.instant()));
    // Whoever starts Mnemon in this moment must not find the folder halfway.
    try (DataFolder replaced = lock(target)) {
      Files.deleteIfExists(replaced.root().resolve("pid"));
      rename(target, aside);
      inPlaceOf(aside, draft);
    }
    return Optional.of(aside);
  }

  /** If the draft cannot become the data folder, the one that was moved aside is it again. */
  private void inPlaceOf(Path aside, Path draft) throws IOException {
    try {
      rename(draft, target);
    } catch (IOException e) {
      if (Files.exists(target)) {
        throw new Refusal(
            "Something made %s anew while it was replaced. Stop that, move the folder away and restore again. What it held before is in %s."
                .formatted(target, aside),
            e);
      }
      rename(aside, target);
      throw e;
    }
  }

  private static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      PrivateFiles.forceFolder(PrivateFiles.parent(to));
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be renamed to %s; if that is a mount point, name a folder inside it: %s"
              .formatted(from, to, e.getMessage()),
          e);
    }
  }
}
