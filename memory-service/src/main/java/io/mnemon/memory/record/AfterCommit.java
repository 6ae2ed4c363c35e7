package io.mnemon.memory.record;

import java.util.List;
import java.util.UUID;

/**
 * Is told of changes right after their commit, in the request that made them, so that the next
 * search sees them; of an import, before its last call is answered. The outbox rows are the retry:
 * a change that cannot be followed now is not an error of the request, and never throws.
 */
public interface AfterCommit {
  void committed(UUID tenant, List<Committed> changes);

  /**
   * One change.
   *
   * @param stored the memory as it is now
   * @param outboxRow the row that stands for the change until every projection has followed it
   */
  record Committed(MemoryReader.Stored stored, long outboxRow) {}
}
