package io.mnemon.memory;

import io.mnemon.inference.EmbeddingStore;
import io.mnemon.storage.Cache;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Vectors of texts that were embedded before, in the cache that all replicas share. */
record CachedVectors(Cache cache, Duration keepFor) implements EmbeddingStore {
  @Override
  public Map<String, byte[]> getAll(Set<String> keys) {
    return cache.getAll(keys);
  }

  @Override
  public void putAll(Map<String, byte[]> values) {
    cache.putAll(values, keepFor);
  }

  @Override
  public void removeAll(Set<String> keys) {
    if (!cache.removeAll(keys)) {
      throw new IllegalStateException("the cache does not answer, so vectors may be left in it");
    }
  }
}
