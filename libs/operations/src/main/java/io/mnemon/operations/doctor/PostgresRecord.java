package io.mnemon.operations.doctor;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What the index of each tenant should hold. */
final class PostgresRecord {

  private final PostgresRows rows;

  PostgresRecord(PostgresRows rows) {
    this.rows = rows;
  }

  /**
   * One tenant's memories.
   *
   * @param versions of those that the index shows, by id
   * @param waiting whose last change need not have reached the index yet
   */
  record Expected(Map<UUID, Long> versions, Set<UUID> waiting) {}

  boolean exists() {
    return rows.exists("memory.memory");
  }

  List<UUID> tenants() {
    return rows.of("SELECT DISTINCT tenant FROM memory.scope").stream()
        .map(row -> UUID.fromString(row.getFirst()))
        .toList();
  }

  /** Memories and backlog in one look, so that nothing moves between them meanwhile. */
  Expected of(UUID tenant) {
    var versions = new HashMap<UUID, Long>();
    var waiting = new HashSet<UUID>();
    rows.each(
        """
        SELECT id, version FROM memory.memory
        WHERE tenant = '%1$s' AND deleted_at IS NULL AND sensitivity <> 'secret'
        UNION ALL
        SELECT aggregate, -1 FROM memory.outbox WHERE tenant = '%1$s'
        """
            .formatted(tenant),
        row -> {
          UUID id = row.getObject(1, UUID.class);
          long version = row.getLong(2);
          if (version < 0) {
            waiting.add(id);
          } else {
            versions.put(id, version);
          }
        });
    return new Expected(versions, waiting);
  }
}
