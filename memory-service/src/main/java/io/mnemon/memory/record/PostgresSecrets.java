package io.mnemon.memory.record;

import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Secret memories in Postgres, which are all decrypted for a search: in pages so small that many
 * searches at once have room for theirs.
 */
final class PostgresSecrets {
  private static final int ROWS_AT_ONCE = 500;
  private static final long BYTES_AT_ONCE = 512 * 1024;

  private final PostgresSession session;
  private final PostgresRows rows;
  private final InstantSource clock;

  PostgresSecrets(PostgresSession session, PostgresRows rows, InstantSource clock) {
    this.session = session;
    this.rows = rows;
    this.clock = clock;
  }

  /**
   * One that was read.
   *
   * @param candidates how many might have been, if there was room for them
   */
  private record Secret(UUID id, long candidates, Supplier<Memory> memory) {}

  void read(TenantScope scope, Set<UUID> scopes, int limit, Consumer<List<Memory>> page) {
    int left = limit;
    @Nullable UUID before = null;
    boolean isMore = left > 0;
    while (isMore) {
      int wanted = Math.min(left, ROWS_AT_ONCE);
      List<Secret> some = next(scope, scopes, before, wanted);
      if (some.isEmpty()) {
        return;
      }
      page.accept(rows.readable(some.stream().map(Secret::memory).toList()));
      long candidates = some.getFirst().candidates();
      left -= some.size();
      before = some.getLast().id();
      isMore = left > 0 && (candidates == wanted || some.size() < candidates);
    }
  }

  private List<Secret> next(
      TenantScope scope, Set<UUID> scopes, @Nullable UUID before, int wanted) {
    String sql =
        """
        WITH candidate AS MATERIALIZED (
          SELECT m.tenant, m.id, %1$s AS bytes FROM memory.memory m
          WHERE %2$s AND m.scope_id = ANY (?) AND m.sensitivity = 'secret' AND %3$s
            AND (?::uuid IS NULL OR m.id < ?)
          ORDER BY m.id DESC LIMIT ?),
        sized AS (
          SELECT c.tenant, c.id, count(*) OVER () AS candidates,
                 sum(c.bytes) OVER (ORDER BY c.id DESC) - c.bytes AS before
          FROM candidate c)
        SELECT %4$s, z.candidates
        FROM sized z
        JOIN memory.memory m ON m.tenant = z.tenant AND m.id = z.id
        JOIN memory.scope s ON s.tenant = m.tenant AND s.scope_id = m.scope_id
        WHERE z.before < ?
        ORDER BY m.id DESC
        """
            .formatted(
                PostgresRows.bytesOfNewest("m"),
                PostgresRows.visible(scope),
                PostgresMemoryReader.LIVING,
                PostgresRows.NEWEST);
    return session.query(
        scope,
        sql,
        b ->
            PostgresMemoryReader.visible(b, scope)
                .uuidArray(scopes)
                .timestamp(clock.instant())
                .uuid(before)
                .uuid(before)
                .integer(wanted)
                .bigint(BYTES_AT_ONCE),
        row -> secret(scope, row));
  }

  private Secret secret(TenantScope scope, Row row) throws SQLException {
    return new Secret(row.uuid("id"), row.bigint("candidates"), rows.sealed(scope, row));
  }
}
