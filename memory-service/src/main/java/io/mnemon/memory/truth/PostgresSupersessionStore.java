package io.mnemon.memory.truth;

import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryStore.IdentityTakenException;
import io.mnemon.memory.record.PostgresMemoryStore;
import io.mnemon.storage.Binder;
import io.mnemon.storage.Binding;
import io.mnemon.storage.Outbox;
import io.mnemon.storage.OutboxEntry;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Transaction;
import io.mnemon.storage.UniqueViolationException;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Supersessions in Postgres, under row-level security, serialised for each scope. */
public final class PostgresSupersessionStore implements SupersessionStore {
  private final PostgresSession session;
  private final Outbox outbox;
  private final Duration handledHereFor;

  /**
   * @param outbox the one of the index
   * @param handledHereFor for how long its relay leaves a change to who made it
   */
  public PostgresSupersessionStore(
      PostgresSession session, Outbox outbox, Duration handledHereFor) {
    this.session = session;
    this.outbox = outbox;
    this.handledHereFor = handledHereFor;
  }

  private static String visible(TenantScope scope) {
    return scope.isSystem() ? "m.tenant = ?" : "m.tenant = ? AND m.scope_id = ANY (?)";
  }

  private static Binding visible(Binding b, TenantScope scope) throws SQLException {
    b.uuid(scope.tenant());
    return scope.isSystem() ? b : b.uuidArray(scope.scopes());
  }

  @Override
  public List<Link> links(TenantScope scope, Set<UUID> memories) {
    return session.query(
        scope,
        """
        SELECT m.* FROM memory.supersession m WHERE %1$s AND m.older = ANY (?)
        UNION
        SELECT m.* FROM memory.supersession m
        WHERE %1$s AND m.newer = ANY (?) AND m.undone IS NULL
        """
            .formatted(visible(scope)),
        b -> {
          visible(b, scope).uuidArray(memories);
          visible(b, scope).uuidArray(memories);
        },
        row ->
            new Link(
                row.uuid("older"),
                row.uuid("newer"),
                row.uuid("scope_id"),
                row.text("reason"),
                row.instant("closed_at"),
                row.instantOrNull("open_until"),
                row.instantOrNull("undone")));
  }

  @Override
  public Optional<Map<UUID, Long>> close(
      TenantScope scope,
      UUID scopeId,
      Map<UUID, Long> basis,
      List<Closure> closures,
      UUID by,
      Instant at) {
    return session.transact(
        scope,
        tx -> {
          inTurn(tx, scopeId);
          if (!versions(tx, scope, basis.keySet()).equals(basis)) {
            tx.leaveOut();
            return Optional.empty();
          }
          for (Closure closure : closures) {
            replace(tx, scope, closure, "superseded", by, at);
            supersede(tx, scope, closure.link(), at);
          }
          return Optional.of(append(tx, scope, closures));
        });
  }

  /** Whatever decides on the same scope waits until this transaction has ended. */
  private static void inTurn(Transaction tx, UUID scopeId) {
    List<Boolean> locked =
        tx.query(
            "SELECT pg_advisory_xact_lock(hashtext('mnemon_memory_truth'), hashtext(?)) IS NULL AS it",
            b -> b.text(scopeId.toString()),
            row -> Boolean.TRUE);
    assert locked.size() == 1;
  }

  private static Map<UUID, Long> versions(Transaction tx, TenantScope scope, Set<UUID> ids) {
    return tx
        .query(
            """
            SELECT m.id, m.version FROM memory.memory m
            WHERE %s AND m.id = ANY (?) AND m.deleted_at IS NULL ORDER BY m.id FOR UPDATE
            """
                .formatted(visible(scope)),
            b -> visible(b, scope).uuidArray(ids),
            row -> Map.entry(row.uuid("id"), row.bigint("version")))
        .stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static boolean replace(
      Transaction tx, TenantScope scope, Closure closure, String change, UUID by, Instant at) {
    Memory before = closure.before();
    tx.touched("memory", before.id());
    tx.concerns(before.scope().key().user());
    return PostgresMemoryStore.archive(tx, scope, before.id(), before.version())
        && tx.update(
                """
                UPDATE memory.memory m
                SET valid_to = ?, dedup_hash = ?, version = ?, change = ?, changed_by = ?,
                    updated_at = GREATEST(?, m.updated_at + interval '1 microsecond')
                WHERE %s AND m.id = ? AND m.version = ? AND m.deleted_at IS NULL
                """
                    .formatted(visible(scope)),
                b ->
                    visible(
                            b.timestamp(closure.after().attributes().validTo())
                                .bytes(closure.identity().toByteArray())
                                .bigint(closure.after().version())
                                .text(change)
                                .uuid(by)
                                .timestamp(at),
                            scope)
                        .uuid(before.id())
                        .bigint(before.version()))
            == 1;
  }

  private static void supersede(Transaction tx, TenantScope scope, Link link, Instant at) {
    int replaced =
        tx.update(
            """
            DELETE FROM memory.supersession m WHERE %s AND m.older = ? AND m.undone IS NULL
            """
                .formatted(visible(scope)),
            b -> visible(b, scope).uuid(link.older()));
    int made =
        tx.update(
            """
            INSERT INTO memory.supersession
              (tenant, older, newer, scope_id, reason, at, closed_at, open_until)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            b ->
                b.uuid(scope.tenant())
                    .uuid(link.older())
                    .uuid(link.newer())
                    .uuid(link.scopeId())
                    .text(link.reason())
                    .timestamp(at)
                    .timestamp(link.closedAt())
                    .timestamp(link.openUntil()));
    assert made == 1 && replaced <= 1;
  }

  /** Both ends of a link are told to the index: the newer one is true since its own event. */
  private Map<UUID, Long> append(Transaction tx, TenantScope scope, List<Closure> closures) {
    Set<UUID> concerned = new HashSet<>();
    closures.forEach(
        closure -> concerned.addAll(Set.of(closure.link().older(), closure.link().newer())));
    List<OutboxEntry> entries =
        versions(tx, scope, concerned).entrySet().stream()
            .map(memory -> new OutboxEntry(memory.getKey(), memory.getValue(), "index"))
            .toList();
    List<Long> rows = outbox.append(tx, scope.tenant(), entries, null, handledHereFor);
    Map<UUID, Long> told = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      told.put(entries.get(i).aggregate(), rows.get(i));
    }
    return told;
  }

  @Override
  public Map<UUID, Long> restore(TenantScope scope, Closure restored, UUID by, Instant at) {
    try {
      return session.transact(
          scope,
          tx -> {
            inTurn(tx, restored.link().scopeId());
            if (!replace(tx, scope, restored, "restored", by, at)) {
              tx.leaveOut();
              return Map.of();
            }
            int undone =
                tx.update(
                    """
                    UPDATE memory.supersession m SET undone = ?
                    WHERE %s AND m.older = ? AND m.newer = ? AND m.undone IS NULL
                    """
                        .formatted(visible(scope)),
                    b ->
                        visible(b.timestamp(at), scope)
                            .uuid(restored.link().older())
                            .uuid(restored.link().newer()));
            assert undone == 1;
            return append(tx, scope, List.of(restored));
          });
    } catch (UniqueViolationException e) {
      if (e.constraintName().equals("memory_once")) {
        throw new IdentityTakenException();
      }
      return Map.of();
    }
  }

  @Override
  public void link(TenantScope scope, UUID scopeId, UUID memory, Map<UUID, Double> nearDuplicates) {
    List<Binder> rows =
        nearDuplicates.entrySet().stream()
            .<Binder>map(
                near ->
                    b ->
                        b.uuid(scope.tenant())
                            .uuid(memory)
                            .uuid(near.getKey())
                            .uuid(scopeId)
                            .float8(near.getValue()))
            .toList();
    int[] linked =
        session.transact(
            scope,
            tx -> {
              tx.leaveOut();
              return tx.batch(
                  """
                  INSERT INTO memory.near_duplicate (tenant, memory_id, other_id, scope_id, cosine)
                  VALUES (?, ?, ?, ?, ?) ON CONFLICT (tenant, memory_id, other_id) DO NOTHING
                  """,
                  rows);
            });
    assert linked.length == rows.size();
  }
}
