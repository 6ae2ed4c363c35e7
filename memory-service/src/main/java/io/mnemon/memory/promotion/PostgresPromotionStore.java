package io.mnemon.memory.promotion;

import io.mnemon.crypto.Bytes;
import io.mnemon.memory.record.Decay;
import io.mnemon.memory.worth.PostgresWorthExpression;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.storage.UniqueViolationException;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Promotions in Postgres, under row-level security. */
public final class PostgresPromotionStore implements PromotionStore {
  private final PostgresSession session;
  private final Decay decay;
  private final Supplier<UUID> ids;

  /**
   * @param ids makes the ids of proposals, UUIDv7
   */
  public PostgresPromotionStore(PostgresSession session, Decay decay, Supplier<UUID> ids) {
    this.session = session;
    this.decay = decay;
    this.ids = ids;
  }

  @Override
  public boolean begin(TenantScope scope, Promotion promotion) {
    try {
      return session.transact(
          scope,
          tx -> {
            tx.touched("memory", promotion.memory());
            return tx.update(
                    """
                    INSERT INTO memory.promotion
                      (tenant, id, memory_id, memory_version, scope_id, layer, unit_id, state, score,
                       reason, principal, caller, created_at, next_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    b ->
                        b.uuid(scope.tenant())
                            .uuid(promotion.id())
                            .uuid(promotion.memory())
                            .bigint(promotion.version())
                            .uuid(promotion.scopeId())
                            .text(promotion.layer().word())
                            .uuid(promotion.unit())
                            .text(promotion.state().word())
                            .float8(promotion.score())
                            .text(promotion.reason())
                            .uuid(promotion.principal())
                            .bytes(bytes(promotion.caller()))
                            .timestamp(promotion.createdAt())
                            .timestamp(promotion.createdAt()))
                == 1;
          });
    } catch (UniqueViolationException e) {
      return false;
    }
  }

  private static byte @Nullable [] bytes(@Nullable Bytes bytes) {
    return bytes == null ? null : bytes.toByteArray();
  }

  @Override
  public int propose(TenantScope system, List<Proposal> proposals, Instant at) {
    int proposed = 0;
    for (Proposal each : proposals) {
      proposed +=
          session.update(
              system,
              """
              INSERT INTO memory.promotion
                (tenant, id, memory_id, memory_version, scope_id, layer, state, score, created_at)
              VALUES (?, ?, ?, ?, ?, ?, 'proposed', ?, ?)
              ON CONFLICT DO NOTHING
              """,
              b ->
                  b.uuid(system.tenant())
                      .uuid(each.id())
                      .uuid(each.memory())
                      .bigint(each.version())
                      .uuid(each.scopeId())
                      .text(each.layer().word())
                      .float8(each.score())
                      .timestamp(at));
    }
    return proposed;
  }

  @Override
  public List<Proposal> worthy(
      TenantScope system, Instant now, double limit, Optional<UUID> after, int limitRows) {
    UUID from = after.orElse(null);
    return session.query(
        system,
        """
        SELECT s.id, s.version, s.scope_id, s.layer, s.score FROM (
          SELECT m.id, m.version, m.scope_id, m.layer,
                 0.6 * (%s) + 0.3 * LEAST(u.uses / 10.0::float8, 1)
                   + 0.1 * exp(GREATEST(-700,
                       -GREATEST(0, extract(epoch FROM ? - u.last_use))::float8 / 86400 / 30 * ln(2)))
                   AS score
          FROM memory.usage u
          JOIN memory.memory m ON m.tenant = u.tenant AND m.id = u.memory_id
          WHERE u.tenant = ? AND u.uses > 0 AND NOT u.is_poor AND m.deleted_at IS NULL
            AND m.layer <> 'company' AND m.sensitivity NOT IN ('private', 'secret')
            AND (m.expires_at IS NULL OR m.expires_at > ?)
            AND (?::uuid IS NULL OR m.id > ?)
            AND NOT EXISTS (SELECT FROM memory.promotion p
                             WHERE p.tenant = m.tenant AND p.memory_id = m.id
                               AND p.state <> 'refused')) s
        WHERE s.score >= ?
        ORDER BY s.id LIMIT ?
        """
            .formatted(PostgresWorthExpression.of(decay)),
        b ->
            PostgresWorthExpression.bind(b, decay, now)
                .timestamp(now)
                .uuid(system.tenant())
                .timestamp(now)
                .uuid(from)
                .uuid(from)
                .float8(limit)
                .integer(limitRows),
        row ->
            new Proposal(
                ids.get(),
                row.uuid("id"),
                row.bigint("version"),
                row.uuid("scope_id"),
                Steps.above(Layer.ofWord(row.text("layer")).orElseThrow()).orElseThrow(),
                Math.min(1, row.float8("score"))));
  }

  @Override
  public Optional<Promotion> find(TenantScope scope, UUID id) {
    return session.queryOne(
        scope,
        "SELECT m.* FROM memory.promotion m WHERE %s AND m.id = ?".formatted(visible(scope)),
        b -> {
          b.uuid(scope.tenant());
          if (!scope.isSystem()) {
            b.uuidArray(scope.scopes());
          }
          b.uuid(id);
        },
        PostgresPromotionStore::promotion);
  }

  private static String visible(TenantScope scope) {
    return scope.isSystem() ? "m.tenant = ?" : "m.tenant = ? AND m.scope_id = ANY (?)";
  }

  @Override
  public List<Promotion> list(TenantScope scope, Wanted wanted, int limit) {
    UUID memory = wanted.memory();
    List<String> states = wanted.states().stream().map(Promotion.State::word).toList();
    return session.query(
        scope,
        """
        SELECT m.* FROM memory.promotion m
        WHERE m.tenant = ? AND m.scope_id = ANY (?)
          AND (cardinality(?::text[]) = 0 OR m.state = ANY (?))
          AND (?::uuid IS NULL OR m.memory_id = ? OR m.copy_id = ?)
        ORDER BY m.id DESC LIMIT ?
        """,
        b ->
            b.uuid(scope.tenant())
                .uuidArray(scope.scopes())
                .textArray(states)
                .textArray(states)
                .uuid(memory)
                .uuid(memory)
                .uuid(memory)
                .integer(limit),
        PostgresPromotionStore::promotion);
  }

  private static Promotion promotion(Row row) throws SQLException {
    byte[] caller = row.bytesOrNull("caller");
    String reason = row.textOrNull("reason");
    return new Promotion(
        row.uuid("id"),
        row.uuid("memory_id"),
        row.bigint("memory_version"),
        row.uuid("scope_id"),
        Layer.ofWord(row.text("layer")).orElseThrow(),
        row.uuidOrNull("unit_id"),
        Promotion.State.ofWord(row.text("state")).orElseThrow(),
        row.float8OrNull("score"),
        reason == null ? "" : reason,
        row.uuidOrNull("principal"),
        caller == null ? null : Bytes.of(caller),
        row.uuidOrNull("approval_id"),
        row.uuidOrNull("copy_id"),
        row.instant("created_at"),
        row.instantOrNull("closed_at"),
        row.integer("attempts"));
  }

  @Override
  public boolean ask(
      TenantScope scope,
      UUID id,
      @Nullable UUID unit,
      UUID principal,
      Bytes caller,
      Instant nextAt) {
    return session.update(
            scope,
            """
            UPDATE memory.promotion
            SET state = 'pending', unit_id = ?, principal = ?, caller = ?, next_at = ?
            WHERE tenant = ? AND id = ? AND state = 'proposed'
            """,
            b ->
                b.uuid(unit)
                    .uuid(principal)
                    .bytes(caller.toByteArray())
                    .timestamp(nextAt)
                    .uuid(scope.tenant())
                    .uuid(id))
        == 1;
  }

  @Override
  public void asked(TenantScope scope, UUID id, UUID approval) {
    int noted =
        session.update(
            scope,
            "UPDATE memory.promotion SET approval_id = ? WHERE tenant = ? AND id = ?",
            b -> b.uuid(approval).uuid(scope.tenant()).uuid(id));
    assert noted <= 1;
  }

  @Override
  public void later(TenantScope scope, UUID id, Instant nextAt) {
    int noted =
        session.update(
            scope,
            """
            UPDATE memory.promotion SET next_at = ?, attempts = attempts + 1
            WHERE tenant = ? AND id = ? AND state = 'pending'
            """,
            b -> b.timestamp(nextAt).uuid(scope.tenant()).uuid(id));
    assert noted <= 1;
  }

  @Override
  public boolean close(TenantScope scope, UUID id, End end) {
    return session.transact(
        scope,
        tx -> {
          UUID copy = end.copy();
          if (copy != null) {
            tx.touched("memory", copy);
          }
          return tx.update(
                  """
                  UPDATE memory.promotion
                  SET state = ?, reason = ?, copy_id = ?, unit_id = COALESCE(?, unit_id),
                      principal = COALESCE(?, principal), closed_at = ?, next_at = NULL
                  WHERE tenant = ? AND id = ? AND state IN ('proposed', 'pending')
                  """,
                  b ->
                      b.text(end.state().word())
                          .text(end.reason())
                          .uuid(copy)
                          .uuid(end.unit())
                          .uuid(end.principal())
                          .timestamp(end.at())
                          .uuid(scope.tenant())
                          .uuid(id))
              == 1;
        });
  }
}
