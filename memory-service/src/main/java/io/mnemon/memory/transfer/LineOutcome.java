package io.mnemon.memory.transfer;

import io.mnemon.api.ServiceException;

/** What became of a line of an import. */
public sealed interface LineOutcome {
  /** It is a memory now; renamed if it got another id, because its own is taken. */
  record Added(boolean renamed) implements LineOutcome {}

  /** The memory is there already. */
  record Present() implements LineOutcome {}

  /** Another memory of the scope says the same. */
  record Duplicate() implements LineOutcome {}

  /** The same upload has brought it before. */
  record PassedOver() implements LineOutcome {}

  /** It cannot be imported. */
  record Refused(long number, String named, ServiceException error) implements LineOutcome {}
}
