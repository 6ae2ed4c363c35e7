package io.mnemon.memory.record;

import io.mnemon.inference.Embedding;
import io.mnemon.tenancy.TenantScope;
import java.util.UUID;

/** Keeps vectors that were made after their memory. */
public interface VectorWriter {
  /**
   * Keeps the vector of a memory's version; does nothing if the memory has a newer version, or is
   * deleted, by now.
   */
  void put(TenantScope system, UUID memory, long version, UUID scopeId, Embedding vector);
}
