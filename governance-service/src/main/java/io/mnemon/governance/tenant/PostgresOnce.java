package io.mnemon.governance.tenant;

import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Remembers what requests with an Idempotency-Key made, in the transaction that makes it. */
public final class PostgresOnce {
  private static final String FORGET =
      "DELETE FROM governance.idempotency WHERE tenant = ? AND created_at < ?";

  private static final String CLAIM =
      """
      INSERT INTO governance.idempotency (tenant, principal, key, fingerprint, resource, created_at)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (tenant, principal, key) DO NOTHING
      """;

  private static final String CLAIMED =
      """
      SELECT fingerprint, resource
      FROM governance.idempotency
      WHERE tenant = ? AND principal = ? AND key = ?
      """;

  private PostgresOnce() {}

  /** What is known about a request. */
  public sealed interface Claim {
    /** It is the first of its kind, or wishes nothing. */
    record First() implements Claim {}

    /** It was answered before with this resource. */
    record Repeated(UUID resource) implements Claim {}

    /** Its key came with another request before. */
    record UsedForOther() implements Claim {}
  }

  /** Must come first in the transaction: a repetition waits here until the first one is done. */
  public static Claim claim(
      TenantScope scope, Transaction tx, @Nullable Once once, UUID resource, Instant now) {
    if (once == null) {
      return new Claim.First();
    }
    tx.update(FORGET, binding -> binding.uuid(scope.tenant()).timestamp(Once.horizon(now)));
    int claimed =
        tx.update(
            CLAIM,
            binding ->
                binding
                    .uuid(scope.tenant())
                    .uuid(once.principal())
                    .text(once.key())
                    .text(once.fingerprint())
                    .uuid(resource)
                    .timestamp(now));
    if (claimed == 1) {
      return new Claim.First();
    }
    return tx.query(
            CLAIMED,
            binding -> binding.uuid(scope.tenant()).uuid(once.principal()).text(once.key()),
            row ->
                row.text("fingerprint").equals(once.fingerprint())
                    ? new Claim.Repeated(row.uuid("resource"))
                    : new Claim.UsedForOther())
        .getFirst();
  }
}
