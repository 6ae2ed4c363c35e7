package io.mnemon.memory.promotion;

import io.mnemon.tenancy.ControlPlane;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The pending promotions whose approval is to be looked at. */
public interface Due {
  /** Takes some that are due; nobody else gets them until the given time. */
  @ControlPlane("chooses by ids alone among the promotions of all tenants")
  List<One> take(Instant now, Instant until, int limit);

  record One(UUID tenant, UUID promotion) {}
}
