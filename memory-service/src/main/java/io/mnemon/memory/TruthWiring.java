package io.mnemon.memory;

import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.KeyedHash;
import io.mnemon.memory.truth.PostgresRecallStore;
import io.mnemon.memory.truth.RecallLog;
import io.mnemon.storage.PostgresSession;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;

/** Makes what keeps memories true, starts it and stops it. */
final class TruthWiring {
  private static final int RECALLS_AT_ONCE = 500;
  private static final Duration STOP = Duration.ofSeconds(5);

  @Produces
  @Singleton
  @MemoryParts
  RecallLog recalls(
      @MemoryParts PostgresSession session,
      @MemoryParts DataKeys keys,
      InstantSource clock,
      MemoryConfig config) {
    MemoryConfig.Recalls limits = config.recalls();
    return new RecallLog(
        new PostgresRecallStore(session.unaudited()),
        new KeyedHash(keys),
        clock,
        new RecallLog.Limits(
            limits.flushEvery(),
            limits.waiting(),
            RECALLS_AT_ONCE,
            limits.recentFor(),
            limits.recent(),
            STOP));
  }

  void start(@Observes StartupEvent started, @MemoryParts RecallLog recalls) {
    recalls.start();
  }

  void stop(@Observes ShutdownEvent stopping, @MemoryParts RecallLog recalls) {
    recalls.close();
  }
}
