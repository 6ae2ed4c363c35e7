package io.mnemon.governance.schedule;

import io.mnemon.tenancy.ControlPlane;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Where it is kept what is to be done when. */
@ControlPlane("work is found by ids alone, for all tenants")
public interface Schedule {
  /**
   * Leases what is due, the oldest first. Nothing is leased twice before its time runs out.
   *
   * @param perLane how many of one lane at most
   * @param busy lanes of which nothing is leased now
   */
  List<Due> lease(String kind, int limit, int perLane, Collection<UUID> busy, Duration time);

  /** Lets somebody try again after a pause. */
  void release(Due due, Duration pause);
}
