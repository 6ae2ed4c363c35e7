package io.mnemon.crypto;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Data keys that live as long as the process: for tests of what uses them. */
public final class HeapDataKeyStore implements DataKeyStore {
  private record Owner(UUID tenant, String name) {}

  private final Map<Owner, StoredKey> keys = new ConcurrentHashMap<>();

  @Override
  public Optional<StoredKey> find(UUID tenant, String owner) {
    return Optional.ofNullable(keys.get(new Owner(tenant, owner)));
  }

  @Override
  public Optional<StoredKey> find(UUID tenant, UUID keyId) {
    return keys.entrySet().stream()
        .filter(entry -> entry.getKey().tenant().equals(tenant))
        .map(Map.Entry::getValue)
        .filter(key -> key.id().equals(keyId))
        .findFirst();
  }

  @Override
  public StoredKey insertIfAbsent(UUID tenant, StoredKey key) {
    StoredKey earlier = keys.putIfAbsent(new Owner(tenant, key.owner()), key);
    return earlier == null ? key : earlier;
  }

  /** Drops the wrapped bytes of a key and keeps its row. */
  public void destroy(UUID tenant, UUID keyId) {
    find(tenant, keyId)
        .ifPresent(
            key ->
                keys.put(
                    new Owner(tenant, key.owner()),
                    new StoredKey(key.id(), key.owner(), null, key.createdAt())));
  }
}
