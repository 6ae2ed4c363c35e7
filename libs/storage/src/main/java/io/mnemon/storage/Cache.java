package io.mnemon.storage;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Values that may be forgotten at any time. Nothing here fails: a store that cannot be reached
 * answers as if it were empty, and what is put meanwhile is lost.
 *
 * <p>Keys carry their tenant. Every value expires. A removal can be lost like any other call, and
 * says so; what must not be served stale is cached under a key that names its version.
 */
public interface Cache {
  Optional<byte[]> get(String key);

  /** The values that are there, by key; in one round trip. */
  Map<String, byte[]> getAll(Collection<String> keys);

  /**
   * @param ttl at least one millisecond
   */
  void put(String key, byte[] value, Duration ttl);

  /** Puts every value with the same time to live; in one round trip. */
  void putAll(Map<String, byte[]> values, Duration ttl);

  /**
   * Removes the values, in one round trip.
   *
   * @return whether they are surely gone
   */
  boolean removeAll(Collection<String> keys);
}
