package io.mnemon.gateway.compat.langgraph;

import io.mnemon.gateway.compat.CompatConfig;
import io.mnemon.gateway.compat.CompatDoor;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;

/** Opens the interface of LangGraph's store. */
public final class LanggraphWiring {
  void route(@Observes Router router, CompatDoor door, CompatConfig config, InstantSource clock) {
    door.open(router, new LanggraphApi(new Store(clock, config.deepest())));
  }
}
