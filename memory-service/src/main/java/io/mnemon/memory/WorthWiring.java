package io.mnemon.memory;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.KeyedHash;
import io.mnemon.index.HybridIndex;
import io.mnemon.inference.Embedder;
import io.mnemon.memory.promotion.Proposing;
import io.mnemon.memory.record.AfterCommit;
import io.mnemon.memory.record.Archive;
import io.mnemon.memory.record.Decay;
import io.mnemon.memory.record.MemoryCipher;
import io.mnemon.memory.record.PostgresMemoryStore;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.truth.RecallLog;
import io.mnemon.memory.worth.ArchiveStore;
import io.mnemon.memory.worth.Archiving;
import io.mnemon.memory.worth.FromArchive;
import io.mnemon.memory.worth.PostgresArchiveStore;
import io.mnemon.memory.worth.PostgresRewardStore;
import io.mnemon.memory.worth.PostgresTurns;
import io.mnemon.memory.worth.PostgresUseStore;
import io.mnemon.memory.worth.Rewarding;
import io.mnemon.memory.worth.Rounds;
import io.mnemon.memory.worth.UseFeed;
import io.mnemon.memory.worth.Using;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.ObjectStoreAddress;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.Layer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Makes what knows the worth of memories, starts it and stops it. */
final class WorthWiring {
  @Produces
  @Singleton
  @MemoryParts
  Decay decay(WorthConfig config) {
    WorthConfig.DecayPerDay rates = config.decayPerDay();
    return new Decay(
        Map.of(
            Layer.AGENT, rates.agent(),
            Layer.USER, rates.user(),
            Layer.SESSION, rates.session(),
            Layer.PROJECT, rates.project(),
            Layer.TEAM, rates.team(),
            Layer.ORG, rates.org(),
            Layer.COMPANY, rates.company()),
        config.useLift());
  }

  @Produces
  @Singleton
  @MemoryParts
  Archive archive(WorthConfig config) {
    return new Archive(ObjectStoreAddress.open(config.objectStore()));
  }

  @Produces
  @Singleton
  @MemoryParts
  ArchiveStore archiveStore(
      @MemoryParts PostgresSession session,
      @MemoryParts Decay decay,
      @MemoryParts Embedder embedder) {
    return new PostgresArchiveStore(session.unaudited(), decay, embedder.space());
  }

  @Produces
  @Singleton
  @MemoryParts
  FromArchive restoring(
      @MemoryParts ArchiveStore store,
      @MemoryParts Archive archive,
      @MemoryParts UseFeed feed,
      InstantSource clock) {
    return new FromArchive(store, archive, feed, clock);
  }

  @Produces
  @Singleton
  @MemoryParts
  Archiving archiving(
      @MemoryParts ArchiveStore store,
      @MemoryParts Archive archive,
      WorthConfig config,
      InstantSource clock) {
    WorthConfig.Archive limits = config.archive();
    return new Archiving(
        store,
        archive,
        new Archiving.Limits(
            limits.below(),
            limits.mostOfScope(),
            limits.fresh(),
            limits.atOnce(),
            limits.looseAfter()),
        new TimeOrderedIds(clock),
        clock);
  }

  @Produces
  @Singleton
  @MemoryParts
  UseFeed useFeed(@MemoryParts HybridIndex index, WorthConfig config) {
    return new UseFeed(index, config.noteUsesEvery(), config.waitingUses());
  }

  @Produces
  @Singleton
  @MemoryParts
  Rounds rounds(
      @MemoryParts ControlSession jobs,
      @MemoryParts Archiving archiving,
      @MemoryParts Proposing proposing,
      WorthConfig config,
      InstantSource clock) {
    WorthConfig.Archive limits = config.archive();
    return new Rounds(
        new PostgresTurns(jobs),
        List.of(archiving::run, proposing::run),
        new Rounds.Limits(limits.every(), limits.poll(), limits.lease()),
        clock);
  }

  @Produces
  @Singleton
  WorthMapper worth(
      @MemoryParts Sights sights,
      @MemoryParts Placements placements,
      @MemoryParts PostgresSession session,
      @MemoryParts PostgresMemoryStore memories,
      @MemoryParts DataKeys keys,
      @MemoryParts FromArchive restoring,
      @MemoryParts RecallLog recalls,
      @MemoryParts AfterCommit afterCommit,
      @MemoryParts UseFeed useFeed,
      WorthConfig config,
      InstantSource clock) {
    return new WorthMapper(
        new Rewarding(
            sights,
            placements,
            memories,
            new PostgresRewardStore(session, memories, new MemoryCipher(keys)),
            restoring,
            recalls,
            afterCommit,
            useFeed,
            config.rewardStep(),
            new TimeOrderedIds(clock),
            clock),
        new Using(
            sights,
            placements,
            memories,
            new PostgresUseStore(session),
            restoring,
            recalls,
            useFeed,
            clock),
        new KeyedHash(keys));
  }

  void start(
      @Observes StartupEvent started, @MemoryParts UseFeed useFeed, @MemoryParts Rounds rounds) {
    useFeed.start();
    rounds.start();
  }

  void stop(
      @Observes ShutdownEvent stopping, @MemoryParts UseFeed useFeed, @MemoryParts Rounds rounds) {
    rounds.close();
    useFeed.close();
  }
}
