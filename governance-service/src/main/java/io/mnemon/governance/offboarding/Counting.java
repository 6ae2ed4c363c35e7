package io.mnemon.governance.offboarding;

import io.mnemon.tenancy.TenantScope;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Counts what all services hold of a tenant. */
final class Counting {
  private static final String JOB = "off-boarding";

  private final GovernanceRecords governance;
  private final MemoryRecords memory;

  Counting(GovernanceRecords governance, MemoryRecords memory) {
    this.governance = governance;
    this.memory = memory;
  }

  MemoryRecords.Counted of(UUID tenant) {
    MemoryRecords.Counted remembered = memory.count(tenant);
    SortedMap<String, Long> rows = new TreeMap<>(remembered.rows());
    rows.putAll(governance.count(TenantScope.system(tenant, JOB)));
    return new MemoryRecords.Counted(rows, remembered.indexGone());
  }
}
