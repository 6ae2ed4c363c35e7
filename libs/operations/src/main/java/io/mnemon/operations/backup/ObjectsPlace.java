package io.mnemon.operations.backup;

import io.mnemon.embedded.LaunchSettings;
import io.mnemon.embedded.PrivateFiles;
import io.mnemon.storage.FolderObjectStore;
import io.mnemon.storage.ObjectStoreAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an installation reads its objects: in its data folder, unless MNEMON_OBJECT_STORE is set.
 */
final class ObjectsPlace {

  private static final String USUAL = Backup.OBJECTS;

  private final Path data;
  private final boolean isNamed;
  private final Optional<Path> folder;

  private ObjectsPlace(Path data, boolean isNamed, Optional<Path> folder) {
    this.data = data;
    this.isNamed = isNamed;
    this.folder = folder.map(path -> path.toAbsolutePath().normalize());
  }

  static ObjectsPlace of(LaunchSettings settings) {
    Path data = settings.data();
    if (settings.objectStore().isEmpty()) {
      return new ObjectsPlace(data, false, Optional.of(data.resolve(USUAL)));
    }
    try {
      return new ObjectsPlace(data, true, ObjectStoreAddress.folder(settings.objectStore().get()));
    } catch (IllegalArgumentException e) {
      throw new Refusal("MNEMON_OBJECT_STORE is not understood: " + e.getMessage() + ".", e);
    }
  }

  /** The folder; empty if it is a store of another kind. */
  Optional<Path> folder() {
    return folder;
  }

  /** Throws if the folder that is named is not there: a backup would leave the objects out. */
  void requireThere() {
    if (isNamed && folder.isPresent() && !FolderObjectStore.isOne(folder.get())) {
      throw new Refusal(
          "MNEMON_OBJECT_STORE names %s, where Mnemon has no objects. Mount that disk, or set it as for Mnemon."
              .formatted(folder.get()));
    }
  }

  /** Whether it is moved together with the data folder. */
  private boolean isInside() {
    return folder.filter(path -> path.startsWith(data)).isPresent();
  }

  /** Where the objects have to lie in a draft of the data folder. */
  private Path in(Path draft) {
    return isInside() ? draft.resolve(data.relativize(folder.get())) : draft.resolve(USUAL);
  }

  /**
   * Puts the objects that were unpacked into a draft of the data folder to their place there, with
   * those that only the data folder has which the draft will replace.
   *
   * @return how many of the latter there were
   */
  int prepare(Path draft) throws IOException {
    Path place = in(draft);
    Path unpacked = draft.resolve(USUAL);
    if (!place.equals(unpacked) && Files.exists(unpacked)) {
      int unused = new ObjectFiles(place).addMissing(unpacked);
      PrivateFiles.deleteTree(unpacked);
    }
    return isInside() ? new ObjectFiles(place).addMissing(folder.get()) : 0;
  }

  /** Whether the object is in the draft, or where none has to be put. */
  boolean has(Path draft, String key) {
    return Files.exists(in(draft).resolve(key))
        || folder.filter(path -> Files.exists(path.resolve(key))).isPresent();
  }

  /**
   * Adds the objects of a draft to the folder outside of it that is named; nothing there is
   * overwritten.
   *
   * @return that folder; empty if the objects stay in the data folder
   */
  Optional<Path> publish(Path draft) throws IOException {
    if (isInside() || folder.isEmpty()) {
      return Optional.empty();
    }
    Path unpacked = draft.resolve(USUAL);
    int unused = new ObjectFiles(folder.get()).addMissing(unpacked);
    if (Files.exists(unpacked)) {
      PrivateFiles.deleteTree(unpacked);
    }
    return folder;
  }
}
