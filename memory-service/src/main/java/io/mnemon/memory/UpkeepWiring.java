package io.mnemon.memory;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.mnemon.index.HybridIndex;
import io.mnemon.inference.Embedder;
import io.mnemon.memory.offboarding.FencedIndex;
import io.mnemon.memory.operation.PostgresOldOperations;
import io.mnemon.memory.recall.BlindTerms;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.record.PostgresAnswers;
import io.mnemon.memory.record.PostgresLostKeys;
import io.mnemon.memory.truth.PostgresOldRecalls;
import io.mnemon.memory.upkeep.Housekeeping;
import io.mnemon.memory.upkeep.IndexFeed;
import io.mnemon.memory.upkeep.IndexRelay;
import io.mnemon.memory.upkeep.OutboxBacklog;
import io.mnemon.memory.upkeep.Rebuild;
import io.mnemon.memory.upkeep.Upkeep;
import io.mnemon.memory.upkeep.UpkeepLimits;
import io.mnemon.memory.worth.PostgresOldUses;
import io.mnemon.storage.Binder;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.Outbox;
import io.mnemon.storage.OutboxRelay;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.TenantScope;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;

/** Makes what keeps the index in step with the record, starts it and stops it. */
final class UpkeepWiring {
  // A model or an index that was away is back soon: what it missed should not wait long.
  private static final OutboxRelay.Limits RELAY =
      new OutboxRelay.Limits(
          OutboxRelay.Limits.DEFAULT.batch(),
          OutboxRelay.Limits.DEFAULT.lease(),
          OutboxRelay.Limits.DEFAULT.poll(),
          OutboxRelay.Limits.DEFAULT.firstBackoff(),
          Duration.ofSeconds(30),
          OutboxRelay.Limits.DEFAULT.stop());
  private static final Duration HOUSEKEEPING = Duration.ofHours(1);

  @Produces
  @Singleton
  @MemoryParts
  Housekeeping housekeeping(
      @MemoryParts ControlSession jobs, InstantSource clock, MemoryConfig config) {
    PostgresAnswers answers = new PostgresAnswers(jobs);
    PostgresOldRecalls recalls =
        new PostgresOldRecalls(
            jobs, clock, config.recalls().keepFor(), config.recalls().mostKept());
    PostgresOldOperations operations =
        new PostgresOldOperations(jobs, clock, config.truth().keepFor());
    PostgresOldUses uses =
        new PostgresOldUses(jobs, clock, config.recalls().keepFor().plus(HOUSEKEEPING));
    return new Housekeeping(
        () -> answers.forgetOutdated() + recalls.forget() + operations.forget() + uses.forget());
  }

  @Produces
  @Singleton
  @MemoryParts
  Rebuild rebuild(
      @MemoryParts MemoryStore store,
      @MemoryParts HybridIndex index,
      @MemoryParts BlindTerms blindTerms,
      InstantSource clock,
      MemoryConfig config) {
    return new Rebuild(store, index, blindTerms, clock, limits(config));
  }

  private static UpkeepLimits limits(MemoryConfig config) {
    UpkeepLimits defaults = UpkeepLimits.DEFAULT;
    return new UpkeepLimits(
        config.index().flushInterval(),
        defaults.mostUnflushedRows(),
        defaults.page(),
        defaults.rebuiltAtOnce(),
        defaults.rebuilds(),
        defaults.waitingRebuilds(),
        defaults.tellEvery(),
        defaults.retryAfter(),
        defaults.stop());
  }

  @Produces
  @Singleton
  @MemoryParts
  @Typed(IndexFeed.class)
  IndexFeed feed(
      @MemoryParts MemoryStore store,
      @MemoryParts HybridIndex index,
      @MemoryParts BlindTerms blindTerms,
      @MemoryParts Rebuild rebuild,
      @MemoryParts Outbox outbox,
      MemoryConfig config) {
    return new IndexFeed(store, index, blindTerms, rebuild, outbox::done, limits(config));
  }

  @Produces
  @Singleton
  @MemoryParts
  Upkeep upkeep(
      @MemoryParts HybridIndex index,
      @MemoryParts IndexFeed feed,
      @MemoryParts Rebuild rebuild,
      @MemoryParts BlindTerms blindTerms,
      @MemoryParts MemoryStore store,
      @MemoryParts Embedder embedder,
      @MemoryParts Outbox outbox,
      @MemoryParts FencedIndex fenced,
      MemoryConfig config) {
    IndexRelay relay =
        new IndexRelay(store, store, index, embedder, blindTerms, rebuild, fenced::hasLeft);
    return new Upkeep(
        index,
        feed,
        relay,
        rebuild,
        new OutboxBacklog(outbox, new OutboxRelay(outbox, relay, RELAY)),
        limits(config));
  }

  @Produces
  @Readiness
  @Singleton
  HealthCheck readiness(@MemoryParts PostgresSession session, @MemoryParts Upkeep upkeep) {
    TenantScope nobody = TenantScope.of(new UUID(0, 0), Set.of());
    return new MemoryReadiness(
        () ->
            session.query(
                nobody, "SELECT 1 FROM memory.scope LIMIT 1", Binder.NONE, row -> Boolean.TRUE),
        upkeep::isReady,
        upkeep::isIndexWritable);
  }

  void start(
      @Observes StartupEvent started,
      @MemoryParts Upkeep upkeep,
      @MemoryParts Housekeeping housekeeping,
      @MemoryParts HybridIndex index,
      @MemoryParts PostgresLostKeys lostKeys,
      MemoryConfig config) {
    if (config.crypto().startDespiteLostKeys()) {
      // Words of private memories are hashed in the index: it is made anew under the new key.
      lostKeys.retire(index::drop);
    }
    Gauge.builder("mnemon.memory.outbox.pending", upkeep, Upkeep::backlogSize)
        .description("Changes that the index has not durably followed yet")
        .register(Metrics.globalRegistry);
    Gauge.builder("mnemon.memory.index.writable", upkeep, each -> each.isIndexWritable() ? 1 : 0)
        .description("Whether the disk of the index takes changes: 1, or 0")
        .register(Metrics.globalRegistry);
    upkeep.start();
    housekeeping.start(HOUSEKEEPING);
  }

  void stop(
      @Observes ShutdownEvent stopping,
      @MemoryParts Upkeep upkeep,
      @MemoryParts Housekeeping housekeeping,
      @MemoryParts HybridIndex index) {
    housekeeping.close();
    upkeep.close();
    index.close();
  }
}
