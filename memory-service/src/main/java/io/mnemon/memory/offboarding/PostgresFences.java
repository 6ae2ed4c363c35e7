package io.mnemon.memory.offboarding;

import io.mnemon.storage.Binder;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.TenantScope;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;

/** The fences in table {@code memory.fence}, which the triggers of all other tables obey. */
public final class PostgresFences implements Fences {
  private static final String JOB = "off-boarding";

  private final PostgresSession session;
  private final InstantSource clock;

  public PostgresFences(PostgresSession session, InstantSource clock) {
    this.session = session;
    this.clock = clock;
  }

  @Override
  public Set<UUID> all() {
    TenantScope nobody = TenantScope.of(new UUID(0, 0), Set.of());
    return Set.copyOf(
        session.query(nobody, "SELECT id FROM memory.fence", Binder.NONE, row -> row.uuid("id")));
  }

  @Override
  public void fence(UUID tenant) {
    TenantScope scope = TenantScope.system(tenant, JOB);
    session.update(
        scope,
        "INSERT INTO memory.fence (id, created_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
        binding -> binding.uuid(tenant).timestamp(clock.instant()));
    awaitWriters(scope);
  }

  /** They hold the same lock together until their transactions end. */
  private void awaitWriters(TenantScope scope) {
    session.query(
        scope,
        """
        SELECT 1 AS one FROM pg_advisory_xact_lock(hashtext('mnemon_memory_fence'), hashtext(?))
        """,
        binding -> binding.text(scope.tenant().toString()),
        row -> row.integer("one"));
  }
}
