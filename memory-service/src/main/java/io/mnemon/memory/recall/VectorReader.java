package io.mnemon.memory.recall;

import io.mnemon.inference.Embedding;
import io.mnemon.tenancy.TenantScope;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads vectors of the active space from the record. */
@FunctionalInterface
public interface VectorReader {
  /** The vectors of those memories that are visible and have one. */
  Map<UUID, Embedding> vectors(TenantScope scope, Set<UUID> memories);
}
