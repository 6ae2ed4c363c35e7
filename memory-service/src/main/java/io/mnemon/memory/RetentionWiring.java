package io.mnemon.memory;

import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.KeyedHash;
import io.mnemon.index.FilterLimits;
import io.mnemon.index.HybridIndex;
import io.mnemon.inference.Embedder;
import io.mnemon.memory.record.AfterCommit;
import io.mnemon.memory.record.MemoryCipher;
import io.mnemon.memory.retention.Confirmations;
import io.mnemon.memory.retention.Deleting;
import io.mnemon.memory.retention.Endings;
import io.mnemon.memory.retention.PostgresDeletionStore;
import io.mnemon.memory.retention.PostgresPurgeStore;
import io.mnemon.memory.retention.PostgresRetentionStore;
import io.mnemon.memory.retention.PurgeStore;
import io.mnemon.memory.retention.Purging;
import io.mnemon.memory.retention.RetentionJob;
import io.mnemon.memory.retention.RetentionRules;
import io.mnemon.memory.retention.RetentionRules.Guard;
import io.mnemon.memory.retention.RetentionStore;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.sight.Sights;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.Outbox;
import io.mnemon.storage.PostgresSession;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;

/** Puts together how memories come to their end, starts what does that by itself, and stops it. */
final class RetentionWiring {
  // Before what the jobs work with.
  private static final int EARLY = 1000;

  @Produces
  @Singleton
  @MemoryParts
  RetentionStore retentionStore(
      @MemoryParts ControlSession jobs,
      @MemoryParts PostgresSession session,
      @MemoryParts Outbox outbox,
      MemoryConfig config,
      InstantSource clock) {
    return new PostgresRetentionStore(
        jobs, session, outbox, clock, config.index().handledHereFor());
  }

  @Produces
  @Singleton
  DeletionMapper deletions(
      @MemoryParts Placements placements,
      @MemoryParts Sights sights,
      @MemoryParts PostgresSession session,
      @MemoryParts Outbox outbox,
      @MemoryParts DataKeys keys,
      @MemoryParts RetentionStore rules,
      @MemoryParts AfterCommit afterCommit,
      @MemoryParts FilterLimits filters,
      MemoryConfig config,
      InstantSource clock) {
    MemoryConfig.Retention limits = config.retention();
    Confirmations confirmations =
        new Confirmations(new KeyedHash(keys), clock, limits.confirmationLasts());
    return new DeletionMapper(
        new Deleting(
            sights,
            placements,
            new PostgresDeletionStore(session, outbox, clock, config.index().handledHereFor()),
            confirmations,
            afterCommit,
            clock,
            limits.batch(),
            limits.deletedAtOnce()),
        new RetentionRules(placements, rules, confirmations, clock, guard(config)),
        filters);
  }

  private static Guard guard(MemoryConfig config) {
    return new Guard(config.retention().unaskedShare(), config.retention().unaskedFew());
  }

  @Produces
  @Singleton
  @MemoryParts
  PurgeStore purges(
      @MemoryParts ControlSession jobs,
      @MemoryParts PostgresSession session,
      @MemoryParts DataKeys keys,
      InstantSource clock) {
    return new PostgresPurgeStore(jobs, session.unaudited(), new MemoryCipher(keys), clock);
  }

  @Produces
  @Singleton
  @MemoryParts
  Purging purging(
      @MemoryParts PurgeStore purges,
      @MemoryParts HybridIndex index,
      @MemoryParts Embedder embedder,
      MemoryConfig config,
      InstantSource clock) {
    return new Purging(
        purges,
        index,
        embedder,
        clock,
        config.retention().purgeAfter(),
        config.retention().batch());
  }

  @Produces
  @Singleton
  @MemoryParts
  RetentionJob retentionJob(
      @MemoryParts RetentionStore rules,
      @MemoryParts AfterCommit afterCommit,
      MemoryConfig config,
      InstantSource clock) {
    return new RetentionJob(
        rules,
        afterCommit,
        clock,
        guard(config),
        config.retention().every(),
        config.retention().batch());
  }

  @Produces
  @Singleton
  @MemoryParts
  Endings endings(@MemoryParts Purging purging, @MemoryParts RetentionJob retention) {
    return new Endings(List.of(retention::run, purging::run));
  }

  void start(@Observes StartupEvent started, @MemoryParts Endings endings, MemoryConfig config) {
    endings.start(config.retention().lookEvery());
  }

  void stop(@Observes @Priority(EARLY) ShutdownEvent stopping, @MemoryParts Endings endings) {
    endings.close();
  }
}
