package io.mnemon.memory.record;

import io.mnemon.api.ServiceException;
import java.util.UUID;

/** What a request adds: a memory with its id and its scope, or why there is none to add. */
sealed interface Placed {
  record Yes(Memory memory) implements Placed {}

  record No(ServiceException error) implements Placed {}

  /**
   * @param scopeId where it was to be added
   * @param memory what its writer was given by a recall
   */
  record Recalled(UUID scopeId, Memory memory) implements Placed {}
}
