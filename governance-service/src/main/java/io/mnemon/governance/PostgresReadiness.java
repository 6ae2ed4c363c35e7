package io.mnemon.governance;

import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.storage.Binder;
import io.mnemon.storage.ControlSession;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the record answers, by really asking it. */
@Readiness
@Singleton
class PostgresReadiness implements HealthCheck {
  private static final String NAME = "governance-postgres";

  private final ControlSession control;

  PostgresReadiness(@Governance ControlSession control) {
    this.control = control;
  }

  @Override
  public HealthCheckResponse call() {
    try {
      control.query("SELECT 1 AS one", Binder.NONE, row -> row.integer("one"));
      return HealthCheckResponse.up(NAME);
    } catch (ServiceException e) {
      return HealthCheckResponse.named(NAME).down().withData("reason", e.publicMessage()).build();
    }
  }
}
