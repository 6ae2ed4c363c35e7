package io.mnemon.gateway.compat.mem0;

import io.mnemon.gateway.compat.CompatConfig;
import io.mnemon.gateway.compat.CompatDoor;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;

/** Opens mem0's interface. */
public final class Mem0Wiring {
  void route(@Observes Router router, CompatDoor door, CompatConfig config) {
    door.open(
        router,
        new Mem0Api(
            new Adding(),
            new Reading(config.counted(), config.deepest()),
            new Changing(config.maxBatch())));
  }
}
