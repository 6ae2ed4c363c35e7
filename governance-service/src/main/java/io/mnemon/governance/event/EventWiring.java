package io.mnemon.governance.event;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.governance.schedule.Jobs;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.Outbox;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Opens the outbox of governance. */
final class EventWiring {
  @Produces
  @Singleton
  @Governance
  Outbox outbox(@Jobs ControlSession jobs, InstantSource clock) {
    return new Outbox("governance.outbox", jobs, new TimeOrderedIds(clock).get(), clock);
  }

  @Produces
  @Singleton
  PostgresEvents events(
      @Governance Outbox outbox, @Governance TimeOrderedIds ids, InstantSource clock) {
    return new PostgresEvents(outbox, ids, clock);
  }
}
