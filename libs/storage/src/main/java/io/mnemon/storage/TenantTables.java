package io.mnemon.storage;

import io.mnemon.tenancy.TenantScope;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * All that one service's tables hold of a tenant. The tables are found by their column {@code
 * tenant}, so that one which is added later is not forgotten.
 */
public interface TenantTables {
  /** The tenant's rows by table, e.g. {@code memory.scope}; also of tables with none. */
  SortedMap<String, Long> count(TenantScope system);

  /**
   * Erases a bounded number of rows, those of referring tables before those they refer to.
   *
   * @return whether there may be more
   */
  boolean erase(TenantScope system);

  /** Every table of the whole database that has a column {@code tenant}, whosever it is. */
  SortedSet<String> everywhere(TenantScope system);
}
