package io.mnemon.storage;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Carries changes to where they belong. A change may come more than once, also after a later one of
 * the same aggregate: the handler compares versions.
 */
@FunctionalInterface
public interface OutboxHandler {
  /**
   * @param rows changes of one tenant in the order of their ids, at most one of an aggregate
   * @return the ids of the rows that are durably done; the others come again later
   */
  Set<Long> handle(UUID tenant, List<OutboxRow> rows);
}
