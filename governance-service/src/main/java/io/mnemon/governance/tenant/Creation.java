package io.mnemon.governance.tenant;

import java.util.UUID;

/** What came of the wish to create something. */
public sealed interface Creation {
  record Created() implements Creation {}

  /** The same request was answered before with this resource. */
  record Repeated(UUID id) implements Creation {}

  /** The Idempotency-Key came with another request before. */
  record UsedForOther() implements Creation {}

  record NameTaken() implements Creation {}

  record LimitReached() implements Creation {}
}
