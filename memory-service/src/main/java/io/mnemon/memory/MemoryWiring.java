package io.mnemon.memory;

import com.github.benmanes.caffeine.cache.Ticker;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.mnemon.api.TimeOrderedIds;
import io.mnemon.api.governance.v1.AccessServiceGrpc;
import io.mnemon.calls.CallLimits;
import io.mnemon.calls.ServiceChannel;
import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.KeyedHash;
import io.mnemon.crypto.LocalKeyring;
import io.mnemon.index.HybridIndex;
import io.mnemon.index.LuceneIndex;
import io.mnemon.index.LuceneSettings;
import io.mnemon.inference.CachedEmbedder;
import io.mnemon.inference.Embedder;
import io.mnemon.inference.OnnxEmbedder;
import io.mnemon.inference.OnnxSettings;
import io.mnemon.memory.offboarding.FencedIndex;
import io.mnemon.memory.offboarding.Fences;
import io.mnemon.memory.recall.BlindTerms;
import io.mnemon.memory.recall.Recall;
import io.mnemon.memory.recall.RecallTuning;
import io.mnemon.memory.record.Adding;
import io.mnemon.memory.record.AfterCommit;
import io.mnemon.memory.record.Changing;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryCipher;
import io.mnemon.memory.record.MemoryReader;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.record.PostgresAnswers;
import io.mnemon.memory.record.PostgresDataKeys;
import io.mnemon.memory.record.PostgresMemoryStore;
import io.mnemon.memory.record.PostgresVectorSpace;
import io.mnemon.memory.record.Sensitivity;
import io.mnemon.memory.sight.CachedScopes;
import io.mnemon.memory.sight.GrpcSubjectDirectory;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.sight.PostgresScopeStore;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.sight.SubjectDirectory;
import io.mnemon.memory.upkeep.Housekeeping;
import io.mnemon.memory.upkeep.IndexFeed;
import io.mnemon.memory.upkeep.IndexRelay;
import io.mnemon.memory.upkeep.OutboxBacklog;
import io.mnemon.memory.upkeep.Rebuild;
import io.mnemon.memory.upkeep.Upkeep;
import io.mnemon.memory.upkeep.UpkeepLimits;
import io.mnemon.storage.Binder;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.Outbox;
import io.mnemon.storage.OutboxRelay;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.RedisCache;
import io.mnemon.tenancy.Authorizer;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.TenantScope;
import io.quarkus.agroal.DataSource;
import io.quarkus.redis.client.RedisClientName;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;

/** Puts the memory service together. */
final class MemoryWiring {
  private static final int JOB_CONNECTIONS = 3;
  // What gRPC accepts by default.
  private static final int MAX_ANSWER_BYTES = 4 << 20;
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
  PostgresSession session(@DataSource("memory") AgroalDataSource connections, MemoryConfig config) {
    return new PostgresSession(
        connections, config.postgres().maxConcurrent(), config.postgres().acquireTimeout());
  }

  @Produces
  @Singleton
  @MemoryParts
  ControlSession jobs(
      @DataSource("memory-jobs") AgroalDataSource connections, MemoryConfig config) {
    return new ControlSession(connections, JOB_CONNECTIONS, config.postgres().acquireTimeout());
  }

  @Produces
  @Singleton
  @MemoryParts
  Outbox outbox(@MemoryParts ControlSession jobs, InstantSource clock) {
    return new Outbox("memory.outbox", jobs, new TimeOrderedIds(clock).get(), clock);
  }

  @Produces
  @Singleton
  @MemoryParts
  Housekeeping housekeeping(@MemoryParts ControlSession jobs) {
    return new Housekeeping(new PostgresAnswers(jobs)::forgetOutdated);
  }

  @Produces
  @Singleton
  @MemoryParts
  DataKeys dataKeys(
      @MemoryParts PostgresSession session, MemoryConfig config, InstantSource clock) {
    return new DataKeys(
        LocalKeyring.openOrCreate(config.crypto().keyringFile()),
        new PostgresDataKeys(session),
        clock,
        config.crypto().maxKeys(),
        config.crypto().keepFor());
  }

  @Produces
  @Singleton
  @MemoryParts
  Embedder embedder(
      @RedisClientName("memory") Redis redis,
      @DataSource("memory") AgroalDataSource connections,
      MemoryConfig config,
      InstantSource clock) {
    MemoryConfig.Embedding embedding = config.embedding();
    OnnxSettings defaults = OnnxSettings.defaults();
    OnnxSettings settings =
        new OnnxSettings(
            embedding.threads(),
            defaults.threadsPerRun(),
            defaults.batchTokens(),
            defaults.maxWindows(),
            defaults.queueTexts(),
            defaults.patience(),
            embedding.libraryFolder().orElse(null));
    Embedder model =
        new CachedEmbedder(
            new OnnxEmbedder(settings),
            new CachedVectors(
                new RedisCache(redis, embedding.cacheTimeout(), embedding.cachePause(), clock),
                embedding.keepFor()),
            embedding.heapEntries());
    new PostgresVectorSpace(new ControlSession(connections, 1, config.postgres().acquireTimeout()))
        .claim(model.space());
    return model;
  }

  void close(@Disposes @MemoryParts Embedder embedder) {
    embedder.close();
  }

  @Produces
  @Singleton
  @MemoryParts
  FencedIndex index(MemoryConfig config, @MemoryParts Fences fences) {
    LuceneIndex lucene =
        new LuceneIndex(
            LuceneSettings.in(config.index().directory())
                .withOpenTenants(config.index().maxOpen())
                .withRefreshPatience(config.index().refreshPatience()));
    lucene.warmUp();
    return new FencedIndex(lucene, fences.all());
  }

  @Produces
  @Singleton
  @MemoryParts
  MemoryStore store(
      @MemoryParts PostgresSession session,
      @MemoryParts Outbox outbox,
      @MemoryParts DataKeys keys,
      @MemoryParts Embedder embedder,
      MemoryConfig config,
      InstantSource clock) {
    return new PostgresMemoryStore(
        session,
        outbox,
        new MemoryCipher(keys),
        clock,
        embedder.space(),
        config.index().handledHereFor());
  }

  @Produces
  @Singleton
  @MemoryParts
  BlindTerms blindTerms(@MemoryParts DataKeys keys) {
    KeyedHash hash = new KeyedHash(keys);
    return new BlindTerms((tenant, term) -> hash.hash(tenant, term).toByteArray());
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
      MemoryConfig config) {
    IndexRelay relay = new IndexRelay(store, store, index, embedder, blindTerms, rebuild);
    return new Upkeep(
        index,
        feed,
        relay,
        rebuild,
        new OutboxBacklog(outbox, new OutboxRelay(outbox, relay, RELAY)),
        limits(config));
  }

  @Produces
  @Singleton
  @MemoryParts
  ServiceChannel governance(MemoryConfig config, CallLimits limits) {
    return new ServiceChannel(
        "governance",
        config.governance().target(),
        MAX_ANSWER_BYTES,
        limits,
        List.of(AccessServiceGrpc.getServiceDescriptor()));
  }

  void close(@Disposes @MemoryParts ServiceChannel governance) {
    governance.close();
  }

  @Produces
  @Singleton
  @MemoryParts
  SubjectDirectory subjects(
      @MemoryParts ServiceChannel channel, InternalTokens tokens, MemoryConfig config) {
    return new GrpcSubjectDirectory(
        channel,
        tokens,
        config.governance().timeout(),
        config.governance().keepFor(),
        config.governance().maxKept(),
        Ticker.systemTicker());
  }

  @Produces
  @Singleton
  @MemoryParts
  CachedScopes scopes(@MemoryParts PostgresSession session, MemoryConfig config) {
    return new CachedScopes(
        new PostgresScopeStore(session),
        config.governance().keepFor(),
        config.governance().maxKept(),
        Ticker.systemTicker());
  }

  @Produces
  @Singleton
  @MemoryParts
  Sights sights(
      @MemoryParts SubjectDirectory subjects,
      @MemoryParts CachedScopes scopes,
      MemoryConfig config) {
    return new Sights(subjects, scopes, config.maxScopes());
  }

  @Produces
  @Singleton
  WritesMapper writes(
      @MemoryParts SubjectDirectory subjects,
      Authorizer authorizer,
      @MemoryParts DataKeys keys,
      @MemoryParts Embedder embedder,
      @MemoryParts HybridIndex index,
      @MemoryParts MemoryStore store,
      @MemoryParts IndexFeed feed,
      @MemoryParts CachedScopes scopes,
      @MemoryParts Sights sights,
      InstantSource clock,
      MemoryConfig config) {
    Placements placements = new Placements(subjects, authorizer);
    KeyedHash hash = new KeyedHash(keys);
    AfterCommit afterCommit =
        (tenant, changes) -> {
          changes.forEach(change -> written(scopes, tenant, change.stored()));
          feed.committed(tenant, changes);
        };
    return new WritesMapper(
        new Adding(
            placements,
            hash,
            embedder,
            index,
            store,
            afterCommit,
            new TimeOrderedIds(clock),
            clock),
        new Changing(sights, placements, hash, embedder, index, store, afterCommit, clock),
        hash,
        clock,
        config.maxBatch());
  }

  /** Whoever searches next sees the scopes that were written to. */
  private static void written(CachedScopes scopes, UUID tenant, MemoryReader.Stored stored) {
    if (stored instanceof MemoryReader.Stored.Live live) {
      Memory memory = live.memory();
      scopes.written(
          tenant, memory.scope().id(), memory.attributes().sensitivity() == Sensitivity.SECRET);
    }
  }

  @Produces
  @Singleton
  ReadsMapper reads(
      @MemoryParts Sights sights,
      @MemoryParts MemoryStore store,
      @MemoryParts HybridIndex index,
      @MemoryParts Rebuild rebuild,
      @MemoryParts Embedder embedder,
      @MemoryParts BlindTerms blindTerms,
      InstantSource clock) {
    return new ReadsMapper(
        sights,
        store,
        new Recall(
            store,
            store::vectors,
            index,
            rebuild,
            embedder,
            blindTerms,
            RecallTuning.DEFAULT,
            clock,
            new TimeOrderedIds(clock)));
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
        upkeep::isReady);
  }

  void start(
      @Observes StartupEvent started,
      @MemoryParts Upkeep upkeep,
      @MemoryParts Housekeeping housekeeping) {
    Gauge.builder("mnemon.memory.outbox.pending", upkeep, Upkeep::backlogSize)
        .description("Changes that the index has not durably followed yet")
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
