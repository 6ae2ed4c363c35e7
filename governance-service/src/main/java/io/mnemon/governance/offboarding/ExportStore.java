package io.mnemon.governance.offboarding;

import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Where it is written down who exported a tenant. */
interface ExportStore {
  void begin(TenantScope scope, UUID id, UUID principal, Instant at);

  void finish(TenantScope scope, UUID id, Instant at, long lines, String sha256);

  /** The last export that came to its end. */
  Optional<Erasure.Exported> last(TenantScope scope);
}
