package io.mnemon.memory.record;

import io.mnemon.api.ServiceException;
import java.util.UUID;

/** What became of one memory that was to be added. */
public sealed interface AddOutcome {
  /** It is kept. */
  record Added(Memory memory) implements AddOutcome {}

  /** Another memory of the scope says it already; that one is given. */
  record Duplicate(Memory memory) implements AddOutcome {
    public UUID duplicateOf() {
      return memory.id();
    }
  }

  /** It was refused. */
  record Refused(ServiceException error) implements AddOutcome {}
}
