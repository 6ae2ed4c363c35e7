package io.mnemon.storage;

import java.util.List;
import java.util.Optional;

/**
 * Objects by key. A key is 1 to 1,024 characters of {@code A-Z a-z 0-9 . _ -} in segments separated
 * by single slashes; no segment is {@code .} or {@code ..} or starts with a dot. Any other key is
 * an IllegalArgumentException.
 *
 * <p>A store that cannot be reached fails as UNAVAILABLE.
 */
public interface ObjectStore {
  /**
   * Puts or replaces an object. Readers see the old content or the new, never a part, and it is
   * durable on return.
   */
  void put(String key, byte[] content);

  Optional<byte[]> get(String key);

  Optional<StoredObject> stat(String key);

  /** Deletes an object; one that is not there is no failure. */
  void delete(String key);

  /**
   * The objects whose keys start with the prefix, in the keys' character order.
   *
   * @param prefix any start of a key; empty for all
   * @param after the last key of the page before; empty for the first page
   * @param limit the size of a page, at least 1
   */
  List<StoredObject> list(String prefix, String after, int limit);
}
