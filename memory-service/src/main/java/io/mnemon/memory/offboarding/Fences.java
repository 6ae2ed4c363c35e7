package io.mnemon.memory.offboarding;

import java.util.Set;
import java.util.UUID;

/** Which tenants have left: the record refuses their writes. */
public interface Fences {
  /** Those that have left so far. */
  Set<UUID> all();

  /** Durable on return, and whoever had begun to write before has ended. Idempotent. */
  void fence(UUID tenant);
}
