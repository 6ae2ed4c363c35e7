package io.mnemon.memory.record;

import io.mnemon.tenancy.Caller;
import java.util.List;
import java.util.Optional;

/** What looks at memories that something is to be made of. */
public interface Enrichment {
  /**
   * For each draft the memory that this caller was given by a recall and now sends back, if the
   * draft is nothing else; one that also the readers of the draft's scope may know. In the order of
   * the drafts.
   */
  List<Optional<Memory>> recalled(Caller caller, List<Memory> drafts);

  /** There is an operation to work on; never throws. */
  void queued();
}
