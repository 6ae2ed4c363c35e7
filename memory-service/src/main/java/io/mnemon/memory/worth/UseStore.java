package io.mnemon.memory.worth;

import io.mnemon.index.Usage;
import io.mnemon.memory.record.Memory;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How memories were of use. */
public interface UseStore {
  /**
   * Counts memories of a recall as used, each once for a recall.
   *
   * @return how those stand now that were not counted before
   */
  Map<UUID, Usage> use(TenantScope scope, UUID recallId, List<Memory> memories, Instant at);
}
