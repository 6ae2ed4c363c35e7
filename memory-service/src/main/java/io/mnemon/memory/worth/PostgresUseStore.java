package io.mnemon.memory.worth;

import io.mnemon.index.Usage;
import io.mnemon.memory.record.Memory;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Uses in Postgres, under row-level security. */
public final class PostgresUseStore implements UseStore {
  private final PostgresSession session;

  public PostgresUseStore(PostgresSession session) {
    this.session = session;
  }

  @Override
  public Map<UUID, Usage> use(TenantScope scope, UUID recallId, List<Memory> memories, Instant at) {
    // In one order, so that two calls that count the same do not deadlock.
    List<Memory> ordered = memories.stream().sorted(Comparator.comparing(Memory::id)).toList();
    return session
        .transact(
            scope,
            tx -> {
              ordered.forEach(memory -> tx.touched("memory", memory.id()));
              return tx.query(
                  """
                  WITH fresh AS (
                    INSERT INTO memory.recall_use (tenant, recall_id, memory_id, scope_id, at)
                    SELECT ?, ?, i.memory_id, i.scope_id, ?
                    FROM unnest(?::uuid[], ?::uuid[]) AS i(memory_id, scope_id)
                    ON CONFLICT (tenant, recall_id, memory_id) DO NOTHING
                    RETURNING memory_id, scope_id)
                  INSERT INTO memory.usage AS u (tenant, memory_id, scope_id, uses, last_use)
                  SELECT ?, memory_id, scope_id, 1, ? FROM fresh ORDER BY memory_id
                  ON CONFLICT (tenant, memory_id) DO UPDATE
                    SET uses = u.uses + 1, last_use = GREATEST(u.last_use, excluded.last_use),
                        is_poor = false
                  RETURNING memory_id, uses, last_use
                  """,
                  b ->
                      b.uuid(scope.tenant())
                          .uuid(recallId)
                          .timestamp(at)
                          .uuidArray(ordered.stream().map(Memory::id).toList())
                          .uuidArray(ordered.stream().map(memory -> memory.scope().id()).toList())
                          .uuid(scope.tenant())
                          .timestamp(at),
                  row ->
                      Map.entry(
                          row.uuid("memory_id"),
                          new Usage(row.bigint("uses"), row.instant("last_use"))));
            })
        .stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
