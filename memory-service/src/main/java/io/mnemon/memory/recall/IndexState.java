package io.mnemon.memory.recall;

import java.util.UUID;

/** Tells whether a tenant's index holds everything that the record holds. */
@FunctionalInterface
public interface IndexState {
  /** False while the index is being rebuilt; asking begins a rebuild that is due. Never throws. */
  boolean isComplete(UUID tenant);
}
