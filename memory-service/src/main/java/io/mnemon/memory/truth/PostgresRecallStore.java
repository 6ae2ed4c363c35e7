package io.mnemon.memory.truth;

import io.mnemon.crypto.Bytes;
import io.mnemon.storage.Binder;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Recalls in Postgres, under row-level security. */
public final class PostgresRecallStore implements RecallStore {
  private final PostgresSession session;

  /**
   * @param session one that leaves no audit entries: recalls tell of reads that have theirs already
   */
  public PostgresRecallStore(PostgresSession session) {
    this.session = session;
  }

  @Override
  public void keep(TenantScope scope, List<Recalled> recalls) {
    int[] kept =
        session.transact(
            scope,
            tx ->
                tx.batch(
                    """
                    INSERT INTO memory.recall
                      (tenant, recall_id, principal, at, memory_ids, hashes, hash_of)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (tenant, recall_id) DO NOTHING
                    """,
                    recalls.stream().map(recalled -> binder(scope, recalled)).toList()));
    assert kept.length == recalls.size();
  }

  private static Binder binder(TenantScope scope, Recalled recalled) {
    return b ->
        b.uuid(scope.tenant())
            .uuid(recalled.recallId())
            .uuid(recalled.principal())
            .timestamp(recalled.at())
            .uuidArray(recalled.memories())
            .bytesArray(bytes(recalled.said().stream().map(Recalled.Said::hash).toList()))
            .uuidArray(recalled.said().stream().map(Recalled.Said::memory).toList());
  }

  private static List<byte[]> bytes(Collection<Bytes> hashes) {
    return hashes.stream().map(Bytes::toByteArray).toList();
  }

  @Override
  public Optional<List<UUID>> memories(TenantScope scope, UUID principal, UUID recallId) {
    return session.queryOne(
        scope,
        """
        SELECT memory_ids FROM memory.recall WHERE tenant = ? AND recall_id = ? AND principal = ?
        """,
        b -> b.uuid(scope.tenant()).uuid(recallId).uuid(principal),
        row -> row.uuidList("memory_ids"));
  }

  @Override
  public Map<Bytes, UUID> said(
      TenantScope scope, UUID principal, Set<Bytes> hashes, Instant since, int recalls) {
    return said(
        scope,
        """
        SELECT * FROM memory.recall
        WHERE tenant = ? AND principal = ? AND at >= ? ORDER BY at DESC LIMIT ?
        """,
        b -> b.uuid(scope.tenant()).uuid(principal).timestamp(since).integer(recalls),
        hashes);
  }

  @Override
  public Map<Bytes, UUID> said(
      TenantScope scope, UUID principal, Set<Bytes> hashes, UUID recallId) {
    return said(
        scope,
        "SELECT * FROM memory.recall WHERE tenant = ? AND principal = ? AND recall_id = ?",
        b -> b.uuid(scope.tenant()).uuid(principal).uuid(recallId),
        hashes);
  }

  private Map<Bytes, UUID> said(
      TenantScope scope, String recalls, Binder which, Set<Bytes> hashes) {
    return session
        .query(
            scope,
            """
            SELECT said.hash, said.memory
            FROM (%s) r, unnest(r.hashes, r.hash_of) AS said(hash, memory)
            WHERE said.hash = ANY (?)
            ORDER BY r.at
            """
                .formatted(recalls.strip()),
            b -> {
              which.bind(b);
              b.bytesArray(bytes(hashes));
            },
            row -> new Recalled.Said(Bytes.of(row.bytes("hash")), row.uuid("memory")))
        .stream()
        .collect(
            Collectors.toMap(
                Recalled.Said::hash, Recalled.Said::memory, (earlier, later) -> later));
  }
}
