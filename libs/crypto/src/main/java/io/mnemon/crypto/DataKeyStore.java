package io.mnemon.crypto;

import java.util.Optional;
import java.util.UUID;

/**
 * Where wrapped data keys are kept. An owner has at most one key in a tenant. A destroyed key stays
 * as a row without its wrapped bytes, so that no other is created in its place. One that was lost
 * may be retired: it is found by its id only, and another is created in its place.
 */
public interface DataKeyStore {
  Optional<StoredKey> find(UUID tenant, String owner);

  Optional<StoredKey> find(UUID tenant, UUID keyId);

  /**
   * Keeps the key unless its owner has one already, and answers the one that is kept. It is durable
   * on return. Of two that race, both get the same answer.
   */
  StoredKey insertIfAbsent(UUID tenant, StoredKey key);
}
