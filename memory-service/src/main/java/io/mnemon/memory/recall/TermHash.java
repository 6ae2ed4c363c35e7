package io.mnemon.memory.recall;

import java.util.UUID;

/** A tenant's keyed hash: equal terms of one tenant have equal hashes, unlike across tenants. */
@FunctionalInterface
public interface TermHash {
  /** At least ten bytes that nobody can link to the term without the tenant's key. */
  byte[] hash(UUID tenant, String term);
}
