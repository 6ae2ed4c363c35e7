package io.mnemon.memory.worth;

import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryCipher;
import io.mnemon.memory.record.MemoryStore.PendingAnswer;
import io.mnemon.memory.record.PostgresMemoryStore;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.Transaction;
import io.mnemon.storage.UniqueViolationException;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rewards in Postgres, under row-level security. */
public final class PostgresRewardStore implements RewardStore {
  private static final int LATEST = 10;
  private static final int BAD = 3;

  private final PostgresSession session;
  private final PostgresMemoryStore memories;
  private final MemoryCipher cipher;

  public PostgresRewardStore(
      PostgresSession session, PostgresMemoryStore memories, MemoryCipher cipher) {
    this.session = session;
    this.memories = memories;
    this.cipher = cipher;
  }

  @Override
  public Optional<Kept> keep(
      TenantScope scope,
      Memory before,
      Memory after,
      Reward reward,
      Optional<PendingAnswer> answer) {
    MemoryCipher.@Nullable Sealed reason =
        reward.reason().isEmpty()
            ? null
            : cipher.seal(
                scope.tenant(),
                before.scope(),
                before.id(),
                before.attributes().sensitivity(),
                reward.reason());
    try {
      return session.transact(
          scope,
          tx -> {
            tx.touched("memory", before.id());
            tx.concerns(before.scope().key().user());
            boolean isMoved = after.version() != before.version();
            if (isMoved && !move(tx, scope, before, after, reward.principal())) {
              return Optional.empty();
            }
            insert(tx, scope, before, reward, reason);
            boolean isPoor = judge(tx, scope, after, reward);
            answer.ifPresent(pending -> memories.keep(scope, tx, pending));
            return Optional.of(
                new Kept(
                    isMoved
                        ? OptionalLong.of(memories.follow(scope, tx, after.id(), after.version()))
                        : OptionalLong.empty(),
                    isPoor));
          });
    } catch (UniqueViolationException e) {
      // The version is in the history already: somebody else has replaced it.
      return Optional.empty();
    }
  }

  private static boolean move(
      Transaction tx, TenantScope scope, Memory before, Memory after, UUID by) {
    return PostgresMemoryStore.archive(tx, scope, before.id(), before.version())
        && tx.update(
                """
                UPDATE memory.memory
                SET importance = ?, version = ?, change = 'rewarded', changed_by = ?, updated_at = ?
                WHERE tenant = ? AND scope_id = ANY (?) AND id = ? AND version = ?
                  AND deleted_at IS NULL
                """,
                b ->
                    b.float8(after.attributes().importance())
                        .bigint(after.version())
                        .uuid(by)
                        .timestamp(after.updatedAt())
                        .uuid(scope.tenant())
                        .uuidArray(scope.scopes())
                        .uuid(after.id())
                        .bigint(before.version()))
            == 1;
  }

  private static void insert(
      Transaction tx,
      TenantScope scope,
      Memory memory,
      Reward reward,
      MemoryCipher.@Nullable Sealed reason) {
    int kept =
        tx.update(
            """
            INSERT INTO memory.reward
              (tenant, id, memory_id, scope_id, kind, score, reason, key_id, recall_id, principal, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            b ->
                b.uuid(scope.tenant())
                    .uuid(reward.id())
                    .uuid(memory.id())
                    .uuid(memory.scope().id())
                    .text(reward.kind().word())
                    .float8(reward.score())
                    .bytes(reason == null ? null : reason.content().toByteArray())
                    .uuid(reason == null ? null : reason.keyId())
                    .uuid(reward.recallId())
                    .uuid(reward.principal())
                    .timestamp(reward.at()));
    assert kept == 1;
  }

  /** A good word counts as a use; three bad ones of the last ten make it a candidate. */
  private static boolean judge(Transaction tx, TenantScope scope, Memory memory, Reward reward) {
    return tx.queryOne(
            """
            INSERT INTO memory.usage AS u (tenant, memory_id, scope_id, uses, last_use, is_poor)
            SELECT ?, ?, ?, 0, ?, count(*) FILTER (WHERE r.score < 0) >= ?
            FROM (SELECT score FROM memory.reward
                   WHERE tenant = ? AND memory_id = ? ORDER BY id DESC LIMIT ?) r
            ON CONFLICT (tenant, memory_id) DO UPDATE
              SET last_use = CASE WHEN ? THEN excluded.last_use ELSE u.last_use END,
                  is_poor = excluded.is_poor
            RETURNING is_poor
            """,
            b ->
                b.uuid(scope.tenant())
                    .uuid(memory.id())
                    .uuid(memory.scope().id())
                    .timestamp(memory.worth().lastUse())
                    .integer(BAD)
                    .uuid(scope.tenant())
                    .uuid(memory.id())
                    .integer(LATEST)
                    .bool(reward.score() > 0),
            row -> row.bool("is_poor"))
        .orElse(false);
  }

  @Override
  public List<Reward> latest(TenantScope scope, Memory memory, int limit) {
    return open(
        session.query(
            scope,
            """
            SELECT * FROM memory.reward
            WHERE tenant = ? AND scope_id = ANY (?) AND memory_id = ? ORDER BY id DESC LIMIT ?
            """,
            b -> b.uuid(scope.tenant()).uuidArray(scope.scopes()).uuid(memory.id()).integer(limit),
            row -> sealed(scope, row)));
  }

  @Override
  public Optional<Reward> find(TenantScope scope, UUID id) {
    return open(
            session.query(
                scope,
                """
                SELECT * FROM memory.reward WHERE tenant = ? AND scope_id = ANY (?) AND id = ?
                """,
                b -> b.uuid(scope.tenant()).uuidArray(scope.scopes()).uuid(id),
                row -> sealed(scope, row)))
        .stream()
        .findFirst();
  }

  @Override
  public boolean isPoor(TenantScope scope, UUID memory) {
    return session
        .queryOne(
            scope,
            "SELECT is_poor FROM memory.usage WHERE tenant = ? AND memory_id = ?",
            b -> b.uuid(scope.tenant()).uuid(memory),
            row -> row.bool("is_poor"))
        .orElse(false);
  }

  private static List<Reward> open(List<Supplier<Reward>> sealed) {
    return sealed.stream().map(Supplier::get).toList();
  }

  private Supplier<Reward> sealed(TenantScope scope, Row row) throws SQLException {
    UUID memory = row.uuid("memory_id");
    byte @Nullable [] reason = row.bytesOrNull("reason");
    UUID key = row.uuidOrNull("key_id");
    Reward closed =
        new Reward(
            row.uuid("id"),
            memory,
            RewardKind.ofWord(row.text("kind")).orElseThrow(),
            row.float8("score"),
            "",
            row.uuidOrNull("recall_id"),
            row.uuid("principal"),
            row.instant("at"));
    return () ->
        reason == null
            ? closed
            : new Reward(
                closed.id(),
                closed.memory(),
                closed.kind(),
                closed.score(),
                cipher.open(scope.tenant(), memory, reason, key),
                closed.recallId(),
                closed.principal(),
                closed.at());
  }
}
