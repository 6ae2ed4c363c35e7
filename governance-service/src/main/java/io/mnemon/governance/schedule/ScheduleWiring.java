package io.mnemon.governance.schedule;

import io.agroal.api.AgroalDataSource;
import io.mnemon.storage.ControlSession;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Opens the schedule. */
final class ScheduleWiring {
  /** A session that sees what is to be done, and nothing of what it is about. */
  @Produces
  @Singleton
  @Jobs
  ControlSession jobs(
      @DataSource("governance-jobs") AgroalDataSource connections, ScheduleConfig config) {
    return new ControlSession(connections, config.connections(), config.acquireTimeout());
  }

  @Produces
  @Singleton
  Schedule schedule(@Jobs ControlSession jobs, InstantSource clock) {
    return new PostgresSchedule(jobs, clock);
  }
}
