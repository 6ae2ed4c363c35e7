package io.mnemon.governance.webhook;

import io.mnemon.governance.schedule.Due;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Where it is kept what is on its way. */
interface DeliveryStore {
  /**
   * Sends an event on its way to every receiver that wants it, once however often this is called.
   * Forgets what was done before the horizon.
   */
  void fanOut(TenantScope scope, UUID event, Instant horizon, int maxPending);

  /** What is due; nothing if it is done, or its receiver is gone. */
  Optional<Attempt> begin(TenantScope scope, Due due);

  /** Keeps what came of it, unless somebody else has taken it over. */
  void finish(TenantScope scope, Due due, Attempt attempt, Outcome outcome);
}
