package io.mnemon.gateway.compat.openai;

import io.mnemon.gateway.compat.CompatDoor;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;

/** Opens OpenAI's interface of embeddings. */
public final class OpenAiWiring {
  void route(@Observes Router router, CompatDoor door) {
    door.open(router, new OpenAiApi());
  }
}
