package io.mnemon.memory.worth;

import io.mnemon.crypto.Bytes;
import io.mnemon.inference.Embedding;
import io.mnemon.inference.VectorSpace;
import io.mnemon.memory.record.Archive.Cold;
import io.mnemon.memory.record.Decay;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.PostgresMemoryStore;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What of the record has moved to the archive, in Postgres. */
public final class PostgresArchiveStore implements ArchiveStore {
  /**
   * What a scope keeps was said over years: with the rates that shape answers, when it was said
   * would decide alone.
   */
  private static final double FADING_OF_KEPT = 0.2;

  // How much a memory says counts as much as its importance: by its length, in its place among its
  // scope's, because nothing shorter than the content tells, and the content is sealed.
  private static final String SURPLUS =
      """
      WITH here AS (
        SELECT m.tenant, m.id, m.version, m.layer, m.sensitivity, m.created_at,
          LEAST(1, GREATEST(0, m.importance - 0.5
            + percent_rank() OVER (ORDER BY octet_length(m.content)))) AS importance
        FROM memory.memory m
        WHERE m.tenant = ? AND m.scope_id = ? AND m.deleted_at IS NULL AND m.archived IS NULL
          AND (m.expires_at IS NULL OR m.expires_at > ?)
      ), placed AS (
        SELECT m.id, m.version, m.sensitivity,
          COALESCE(u.last_use, m.created_at) AS touched,
          row_number() OVER (ORDER BY %s DESC, m.id DESC) AS place
        FROM here m
        LEFT JOIN memory.usage u ON u.tenant = m.tenant AND u.memory_id = m.id
      )
      SELECT id, version FROM placed
      WHERE place > ? AND sensitivity <> 'secret' AND touched < ? ORDER BY place DESC LIMIT ?
      """;

  private final PostgresSession session;
  private final Decay decay;
  private final Decay slowDecay;
  private final String space;

  /**
   * @param session one that leaves no audit entries: what it moves stays the same memory
   */
  public PostgresArchiveStore(PostgresSession session, Decay decay, VectorSpace space) {
    this.session = session;
    this.decay = decay;
    this.slowDecay = decay.slowedTo(FADING_OF_KEPT);
    this.space = space.model() + "/" + space.dimensions() + "/" + space.codec();
  }

  @Override
  public List<Idle> idle(
      TenantScope system, Instant now, double limit, Optional<UUID> after, int limitRows) {
    UUID from = after.orElse(null);
    return session.query(
        system,
        """
        SELECT m.id, m.version
        FROM memory.memory m
        LEFT JOIN memory.usage u ON u.tenant = m.tenant AND u.memory_id = m.id
        WHERE m.tenant = ? AND m.deleted_at IS NULL AND m.archived IS NULL
          AND m.sensitivity <> 'secret' AND (m.expires_at IS NULL OR m.expires_at > ?)
          AND (?::uuid IS NULL OR m.id > ?)
          AND (u.is_poor
            OR %s < ?)
        ORDER BY m.id LIMIT ?
        """
            .formatted(PostgresWorthExpression.of(decay)),
        b -> {
          b.uuid(system.tenant()).timestamp(now).uuid(from).uuid(from);
          PostgresWorthExpression.bind(b, decay, now).float8(limit).integer(limitRows);
        },
        row -> new Idle(row.uuid("id"), row.bigint("version")));
  }

  @Override
  public List<UUID> crowded(TenantScope system, Instant now, int mostOfScope) {
    return session.query(
        system,
        """
        SELECT m.scope_id FROM memory.memory m
        WHERE m.tenant = ? AND m.deleted_at IS NULL AND m.archived IS NULL
          AND (m.expires_at IS NULL OR m.expires_at > ?)
        GROUP BY m.scope_id HAVING count(*) > ? ORDER BY m.scope_id
        """,
        b -> b.uuid(system.tenant()).timestamp(now).integer(mostOfScope),
        row -> row.uuid("scope_id"));
  }

  @Override
  public List<Idle> surplus(
      TenantScope system,
      UUID scopeId,
      Instant now,
      int mostOfScope,
      Instant freshSince,
      int most) {
    return session.query(
        system,
        SURPLUS.formatted(PostgresWorthExpression.of(slowDecay)),
        b -> {
          b.uuid(system.tenant()).uuid(scopeId).timestamp(now);
          PostgresWorthExpression.bind(b, slowDecay, now).integer(mostOfScope);
          b.timestamp(freshSince).integer(most);
        },
        row -> new Idle(row.uuid("id"), row.bigint("version")));
  }

  @Override
  public Optional<Cold> content(TenantScope system, Idle memory) {
    return session.queryOne(
        system,
        """
        SELECT m.content, e.embedding
        FROM memory.memory m
        LEFT JOIN memory.vector e
          ON e.tenant = m.tenant AND e.memory_id = m.id AND e.space = ?
        WHERE m.tenant = ? AND m.id = ? AND m.version = ? AND m.deleted_at IS NULL
          AND m.archived IS NULL
        """,
        b -> b.text(space).uuid(system.tenant()).uuid(memory.id()).bigint(memory.version()),
        row ->
            new Cold(
                Bytes.of(row.bytes("content")),
                space,
                Optional.ofNullable(row.bytesOrNull("embedding")).map(Embedding::ofBytes)));
  }

  @Override
  public void begin(TenantScope system, UUID object, UUID memory, Instant at) {
    int begun =
        session.update(
            system,
            """
            INSERT INTO memory.archive_object (tenant, id, memory_id, created_at)
            VALUES (?, ?, ?, ?)
            """,
            b -> b.uuid(system.tenant()).uuid(object).uuid(memory).timestamp(at));
    assert begun == 1;
  }

  @Override
  public boolean move(TenantScope system, UUID object, Idle memory) {
    return session.transact(
        system,
        tx -> {
          int moved =
              tx.update(
                  """
                  UPDATE memory.memory SET content = '', archived = ?
                  WHERE tenant = ? AND id = ? AND version = ? AND deleted_at IS NULL
                    AND archived IS NULL
                  """,
                  b ->
                      b.uuid(object)
                          .uuid(system.tenant())
                          .uuid(memory.id())
                          .bigint(memory.version()));
          if (moved == 0) {
            return false;
          }
          int vectors =
              tx.update(
                  "DELETE FROM memory.vector WHERE tenant = ? AND memory_id = ?",
                  b -> b.uuid(system.tenant()).uuid(memory.id()));
          assert vectors >= 0;
          return true;
        });
  }

  @Override
  public Optional<UUID> object(TenantScope scope, UUID memory) {
    return session.queryOne(
        scope,
        """
        SELECT archived FROM memory.memory
        WHERE tenant = ? AND scope_id = ANY (?) AND id = ? AND deleted_at IS NULL
          AND archived IS NOT NULL
        """,
        b -> b.uuid(scope.tenant()).uuidArray(scope.scopes()).uuid(memory),
        row -> row.uuid("archived"));
  }

  @Override
  public boolean bringBack(TenantScope scope, UUID object, UUID memory, Cold cold) {
    return session.transact(
        scope,
        tx -> {
          int back =
              tx.update(
                  """
                  UPDATE memory.memory SET content = ?, archived = NULL
                  WHERE tenant = ? AND scope_id = ANY (?) AND id = ? AND archived = ?
                    AND deleted_at IS NULL
                  """,
                  b ->
                      b.bytes(cold.content().toByteArray())
                          .uuid(scope.tenant())
                          .uuidArray(scope.scopes())
                          .uuid(memory)
                          .uuid(object));
          if (back == 1 && cold.vector().isPresent()) {
            tx.update(
                """
                INSERT INTO memory.vector (tenant, memory_id, space, scope_id, version, embedding)
                SELECT tenant, id, ?, scope_id, version, ?
                FROM memory.memory WHERE tenant = ? AND id = ?
                ON CONFLICT (tenant, memory_id, space) DO NOTHING
                """,
                b ->
                    b.text(cold.space())
                        .bytes(cold.vector().get().toBytes())
                        .uuid(scope.tenant())
                        .uuid(memory));
          }
          return back == 1;
        });
  }

  @Override
  public void lookAfter(TenantScope scope, Memory memory) {
    boolean unused =
        session.transact(
            scope,
            tx -> {
              PostgresMemoryStore.lookedAfter(tx, scope, memory);
              return true;
            });
  }

  @Override
  public List<UUID> loose(TenantScope system, Instant now, Instant before, int limit) {
    int noticed =
        session.update(
            system,
            """
            UPDATE memory.archive_object o SET loose_since = ?
            WHERE o.tenant = ? AND o.loose_since IS NULL AND o.created_at < ?
              AND NOT EXISTS (SELECT FROM memory.memory m
                               WHERE m.tenant = o.tenant AND m.id = o.memory_id
                                 AND m.archived = o.id AND m.deleted_at IS NULL)
            """,
            b -> b.timestamp(now).uuid(system.tenant()).timestamp(before));
    assert noticed >= 0;
    return session.query(
        system,
        """
        SELECT o.id FROM memory.archive_object o
        WHERE o.tenant = ? AND (o.loose_since < ?
          OR (o.loose_since IS NOT NULL AND NOT EXISTS (
            SELECT FROM memory.memory m WHERE m.tenant = o.tenant AND m.id = o.memory_id)))
        ORDER BY o.id LIMIT ?
        """,
        b -> b.uuid(system.tenant()).timestamp(before).integer(limit),
        row -> row.uuid("id"));
  }

  @Override
  public void forget(TenantScope system, UUID object) {
    int forgotten =
        session.update(
            system,
            "DELETE FROM memory.archive_object WHERE tenant = ? AND id = ?",
            b -> b.uuid(system.tenant()).uuid(object));
    assert forgotten <= 1;
  }
}
