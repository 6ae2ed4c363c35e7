package io.mnemon.memory.record;

import io.mnemon.api.ServiceException;

/** One item of a request to add: well formed, or not. */
public sealed interface DraftResult {
  record Valid(Draft draft) implements DraftResult {}

  record Invalid(ServiceException error) implements DraftResult {}
}
