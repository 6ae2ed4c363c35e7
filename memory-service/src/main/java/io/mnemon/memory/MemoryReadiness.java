package io.mnemon.memory;

import io.mnemon.api.ServiceException;
import io.mnemon.memory.upkeep.Upkeep;
import io.mnemon.storage.Binder;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.TenantScope;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether memories can be kept and found now: the record and the index are really asked. */
@Readiness
@Singleton
class MemoryReadiness implements HealthCheck {
  private static final TenantScope NOBODY = TenantScope.of(new UUID(0, 0), Set.of());

  private final PostgresSession session;
  private final Upkeep upkeep;

  MemoryReadiness(@MemoryParts PostgresSession session, @MemoryParts Upkeep upkeep) {
    this.session = session;
    this.upkeep = upkeep;
  }

  @Override
  public HealthCheckResponse call() {
    boolean record = recordAnswers();
    boolean index = upkeep.isReady();
    return HealthCheckResponse.named("memory")
        .withData("record", record)
        .withData("index", index)
        .status(record && index)
        .build();
  }

  private boolean recordAnswers() {
    try {
      session.query(NOBODY, "SELECT 1 FROM memory.scope LIMIT 1", Binder.NONE, row -> Boolean.TRUE);
      return true;
    } catch (ServiceException e) {
      return false;
    }
  }
}
