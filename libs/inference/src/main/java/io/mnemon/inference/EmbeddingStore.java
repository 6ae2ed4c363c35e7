package io.mnemon.inference;

import java.util.Map;
import java.util.Set;

/** Where cached vectors lie. May forget anything at any time, and may fail. */
public interface EmbeddingStore {

  /** The values that are there, by key. */
  Map<String, byte[]> getAll(Set<String> keys);

  void putAll(Map<String, byte[]> values);

  /**
   * @throws IllegalStateException if they may still be there
   */
  void removeAll(Set<String> keys);
}
