package io.mnemon.governance.offboarding;

import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Exports in table {@code governance.tenant_export}. */
final class PostgresExportStore implements ExportStore {
  private final PostgresSession session;

  PostgresExportStore(PostgresSession session) {
    this.session = session;
  }

  @Override
  public void begin(TenantScope scope, UUID id, UUID principal, Instant at) {
    session.update(
        scope,
        """
        INSERT INTO governance.tenant_export (tenant, id, principal, started_at)
        VALUES (?, ?, ?, ?)
        """,
        binding -> binding.uuid(scope.tenant()).uuid(id).uuid(principal).timestamp(at));
  }

  @Override
  public void finish(TenantScope scope, UUID id, Instant at, long lines, String sha256) {
    session.update(
        scope,
        """
        UPDATE governance.tenant_export SET finished_at = ?, lines = ?, sha256 = ?
        WHERE tenant = ? AND id = ?
        """,
        binding -> binding.timestamp(at).bigint(lines).text(sha256).uuid(scope.tenant()).uuid(id));
  }

  @Override
  public Optional<Erasure.Exported> last(TenantScope scope) {
    return session.queryOne(
        scope,
        """
        SELECT sha256, finished_at FROM governance.tenant_export
        WHERE tenant = ? AND finished_at IS NOT NULL
        ORDER BY finished_at DESC LIMIT 1
        """,
        binding -> binding.uuid(scope.tenant()),
        row -> new Erasure.Exported(row.text("sha256"), row.instant("finished_at")));
  }
}
