package io.mnemon.memory;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.calls.ServiceChannel;
import io.mnemon.memory.promotion.ApprovalWatch;
import io.mnemon.memory.promotion.Approving;
import io.mnemon.memory.promotion.GrpcApprovalDesk;
import io.mnemon.memory.promotion.PostgresDue;
import io.mnemon.memory.promotion.PostgresPromotionStore;
import io.mnemon.memory.promotion.PromotionStore;
import io.mnemon.memory.promotion.Promotions;
import io.mnemon.memory.promotion.Proposing;
import io.mnemon.memory.record.Adding;
import io.mnemon.memory.record.Decay;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.sight.SubjectDirectory;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.InternalTokens;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes what promotes memories, starts it and stops it. */
final class PromotionWiring {
  @Produces
  @Singleton
  @MemoryParts
  PromotionStore promotions(
      @MemoryParts PostgresSession session, @MemoryParts Decay decay, InstantSource clock) {
    return new PostgresPromotionStore(session, decay, new TimeOrderedIds(clock));
  }

  @Produces
  @Singleton
  @MemoryParts
  Proposing proposing(@MemoryParts PromotionStore store, WorthConfig config, InstantSource clock) {
    return new Proposing(store, config.promotion().proposeFrom(), config.archive().atOnce(), clock);
  }

  @Produces
  @Singleton
  @MemoryParts
  Promotions promoting(
      @MemoryParts SubjectDirectory directory,
      @MemoryParts Sights sights,
      @MemoryParts Placements placements,
      @MemoryParts MemoryStore memories,
      @MemoryParts Adding adding,
      @MemoryParts PromotionStore store,
      @MemoryParts ServiceChannel governance,
      InternalTokens tokens,
      MemoryConfig config,
      WorthConfig worth,
      InstantSource clock) {
    WorthConfig.Promotion limits = worth.promotion();
    return Promotions.of(
        directory,
        sights,
        placements,
        memories,
        adding,
        store,
        new GrpcApprovalDesk(governance, tokens, config.governance().timeout()),
        new Approving.Pauses(limits.firstLook(), limits.longestPause()),
        new TimeOrderedIds(clock),
        clock);
  }

  @Produces
  @Singleton
  PromotionMapper mapper(@MemoryParts Promotions promotions) {
    return new PromotionMapper(promotions.promoting());
  }

  @Produces
  @Singleton
  @MemoryParts
  ApprovalWatch watch(
      @MemoryParts ControlSession jobs,
      @MemoryParts Promotions promotions,
      WorthConfig config,
      InstantSource clock) {
    WorthConfig.Promotion limits = config.promotion();
    return new ApprovalWatch(
        new PostgresDue(jobs),
        promotions.approving(),
        new ApprovalWatch.Limits(limits.poll(), limits.lease(), limits.atOnce()),
        clock);
  }

  void start(@Observes StartupEvent started, @MemoryParts ApprovalWatch watch) {
    watch.start();
  }

  void stop(@Observes ShutdownEvent stopping, @MemoryParts ApprovalWatch watch) {
    watch.close();
  }
}
