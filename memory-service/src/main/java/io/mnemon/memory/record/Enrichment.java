package io.mnemon.memory.record;

import io.mnemon.tenancy.Caller;
import java.util.Optional;

/** What looks at memories that something is to be made of. */
public interface Enrichment {
  /**
   * The memory that this caller was given by a recall and now sends back, if the draft is nothing
   * else; one that also the readers of the draft's scope may know.
   */
  Optional<Memory> recalled(Caller caller, Memory draft);

  /** There is an operation to work on; never throws. */
  void queued();
}
