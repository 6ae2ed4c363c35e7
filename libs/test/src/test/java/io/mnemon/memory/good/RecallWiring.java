package io.mnemon.memory.good;

import java.time.Clock;
import org.eclipse.microprofile.config.ConfigProvider;

/** The one class that sees all layers, configuration and the system's clock. */
final class RecallWiring {
  RecallGrpcService recall() {
    String url = ConfigProvider.getConfig().getValue("mnemon.url", String.class);
    MemoryStore store =
        new PostgresMemoryStore(
            () -> {
              throw new IllegalStateException(url);
            });
    return new RecallGrpcService(new Recall(store, Clock.systemUTC()));
  }
}
