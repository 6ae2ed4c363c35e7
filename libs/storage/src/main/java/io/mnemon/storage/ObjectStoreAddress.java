package io.mnemon.storage;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where objects lie, as MNEMON_OBJECT_STORE says it: {@code file:} and a folder, as it is written
 * ({@code file:/srv/my objects}, {@code file:objects}), or the folder's URL ({@code
 * file:///srv/my%20objects/}).
 */
public final class ObjectStoreAddress {
  private static final String FILES = "file:";

  private ObjectStoreAddress() {}

  /**
   * The folder that an address names; empty if it is of another kind.
   *
   * @throws IllegalArgumentException if it is the URL of no folder
   */
  public static Optional<Path> folder(String address) {
    if (!address.startsWith(FILES)) {
      return Optional.empty();
    }
    String place = address.substring(FILES.length());
    if (place.isBlank()) {
      throw wrong(address, null);
    }
    try {
      return Optional.of(place.startsWith("//") ? Path.of(URI.create(address)) : Path.of(place));
    } catch (IllegalArgumentException e) {
      throw wrong(address, e);
    }
  }

  /**
   * The store that an address names.
   *
   * @throws IllegalArgumentException if there is none of this kind
   */
  public static ObjectStore open(String address) {
    return new FolderObjectStore(folder(address).orElseThrow(() -> wrong(address, null)));
  }

  private static IllegalArgumentException wrong(
      String address, @Nullable IllegalArgumentException cause) {
    return new IllegalArgumentException(
        "the object store \"%s\" is of no kind that there is: set MNEMON_OBJECT_STORE to file: and a folder, e.g. file:/var/lib/mnemon/objects"
            .formatted(address),
        cause);
  }
}
