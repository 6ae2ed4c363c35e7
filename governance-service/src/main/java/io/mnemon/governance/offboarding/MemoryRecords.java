package io.mnemon.governance.offboarding;

import io.mnemon.storage.TenantPages;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What the memory service holds of a tenant. Every call may be repeated. */
interface MemoryRecords {
  Counted count(UUID tenant);

  /** One page; an empty cursor begins, and ends. */
  TenantPages.Page export(UUID tenant, String cursor);

  /** Refuses every later write; on return those that had begun before have ended. */
  void fence(UUID tenant);

  /**
   * Erases a part of what a fenced tenant has.
   *
   * @return whether there is more
   */
  boolean erase(UUID tenant);

  /**
   * @param rows by table
   * @param indexGone whether no folder of an index is there
   */
  record Counted(SortedMap<String, Long> rows, boolean indexGone) {
    public Counted {
      rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    }
  }
}
