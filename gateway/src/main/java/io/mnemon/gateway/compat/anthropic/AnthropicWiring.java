package io.mnemon.gateway.compat.anthropic;

import io.mnemon.gateway.compat.CompatConfig;
import io.mnemon.gateway.compat.CompatDoor;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;

/** Opens the interface of Anthropic's memory tool. */
public final class AnthropicWiring {
  void route(@Observes Router router, CompatDoor door, CompatConfig config) {
    CompatConfig.Files limits = config.files();
    door.open(
        router,
        new AnthropicApi(
            new MemoryTool(
                new Files.Limits(limits.most(), limits.maxBytes()), limits.editAttempts())));
  }
}
