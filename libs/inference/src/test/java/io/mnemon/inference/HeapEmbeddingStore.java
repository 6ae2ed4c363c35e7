package io.mnemon.inference;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A store on the heap that can be switched off. */
public final class HeapEmbeddingStore implements EmbeddingStore {
  final Map<String, byte[]> values = new HashMap<>();
  Runnable atPut = () -> {};
  int puts;
  private boolean isUp = true;

  public void setUp(boolean up) {
    isUp = up;
  }

  public int size() {
    return values.size();
  }

  @Override
  public Map<String, byte[]> getAll(Set<String> keys) {
    check();
    Map<String, byte[]> found = new HashMap<>(values);
    found.keySet().retainAll(keys);
    return found;
  }

  @Override
  public void putAll(Map<String, byte[]> added) {
    check();
    atPut.run();
    values.putAll(added);
    puts++;
  }

  @Override
  public void removeAll(Set<String> keys) {
    check();
    values.keySet().removeAll(keys);
  }

  private void check() {
    if (!isUp) {
      throw new IllegalStateException("the store is down");
    }
  }
}
