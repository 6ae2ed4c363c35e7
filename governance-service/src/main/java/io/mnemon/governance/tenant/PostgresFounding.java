package io.mnemon.governance.tenant;

import io.mnemon.governance.tenant.TenantStore.Founded;
import io.mnemon.storage.Transaction;
import io.mnemon.storage.UniqueViolationException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row of a new tenant. The request that made it is remembered in the row itself: the table of
 * requests belongs to tenants, and who founds one stands in another.
 */
final class PostgresFounding {
  private static final String FORGET =
      """
      UPDATE governance.tenant
      SET created_by = NULL, idempotency_key = NULL, fingerprint = NULL
      WHERE created_by = ? AND idempotency_key = ? AND created_at < ?
      """;

  private static final String INSERT =
      """
      INSERT INTO governance.tenant (id, name, created_at, created_by, idempotency_key, fingerprint)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (created_by, idempotency_key) DO NOTHING
      """;

  private static final String BEFORE =
      """
      SELECT id, fingerprint
      FROM governance.tenant
      WHERE created_by = ? AND idempotency_key = ?
      """;

  private PostgresFounding() {}

  /** Inserts the row; an answer says why there is nothing more to do. */
  static Optional<Founded> claim(Transaction tx, Founding founding) {
    Once once = founding.once();
    if (once != null) {
      tx.update(
          FORGET,
          binding ->
              binding
                  .uuid(once.principal())
                  .text(once.key())
                  .timestamp(Once.horizon(founding.tenant().createdAt())));
    }
    if (insert(tx, founding.tenant(), once) == 1 || once == null) {
      return Optional.empty();
    }
    return tx.queryOne(
        BEFORE,
        binding -> binding.uuid(once.principal()).text(once.key()),
        row ->
            row.text("fingerprint").equals(once.fingerprint())
                ? new Founded.Repeated(row.uuid("id"))
                : new Founded.UsedForOther());
  }

  /** The answer where another tenant stands in the way. */
  static Founded conflict(UniqueViolationException e) {
    if (e.constraintName().equals("tenant_name")) {
      return new Founded.NameTaken();
    }
    throw e;
  }

  private static int insert(Transaction tx, Tenant tenant, @Nullable Once once) {
    UUID principal = once == null ? null : once.principal();
    return tx.update(
        INSERT,
        binding ->
            binding
                .uuid(tenant.id())
                .text(tenant.name())
                .timestamp(tenant.createdAt())
                .uuid(principal)
                .text(once == null ? null : once.key())
                .text(once == null ? null : once.fingerprint()));
  }
}
