package io.mnemon.memory.upkeep;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Ready while the index has caught up with the record and answers. */
public final class IndexReadiness implements HealthCheck {
  private final Upkeep upkeep;

  public IndexReadiness(Upkeep upkeep) {
    this.upkeep = upkeep;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("memory-index").status(upkeep.isReady()).build();
  }
}
