package io.mnemon.memory;

import com.github.benmanes.caffeine.cache.Ticker;
import io.mnemon.api.TimeOrderedIds;
import io.mnemon.api.governance.v1.AccessServiceGrpc;
import io.mnemon.api.governance.v1.ApprovalServiceGrpc;
import io.mnemon.api.governance.v1.AuditServiceGrpc;
import io.mnemon.authorization.CedarEngine;
import io.mnemon.authorization.Explainer;
import io.mnemon.calls.CallLimits;
import io.mnemon.calls.ServiceChannel;
import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.KeyedHash;
import io.mnemon.index.FilterLimits;
import io.mnemon.index.HybridIndex;
import io.mnemon.inference.Embedder;
import io.mnemon.memory.recall.BlindTerms;
import io.mnemon.memory.recall.Recall;
import io.mnemon.memory.recall.RecallTuning;
import io.mnemon.memory.record.Adding;
import io.mnemon.memory.record.AfterCommit;
import io.mnemon.memory.record.Changing;
import io.mnemon.memory.record.Decay;
import io.mnemon.memory.record.Enrichment;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryReader;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.record.Sensitivity;
import io.mnemon.memory.retention.PurgeStore;
import io.mnemon.memory.sight.CachedScopes;
import io.mnemon.memory.sight.GrpcSubjectDirectory;
import io.mnemon.memory.sight.GrpcTenantRules;
import io.mnemon.memory.sight.Permits;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.sight.PostgresScopeStore;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.sight.SubjectDirectory;
import io.mnemon.memory.truth.RecallLog;
import io.mnemon.memory.truth.Restoring;
import io.mnemon.memory.upkeep.IndexFeed;
import io.mnemon.memory.upkeep.Rebuild;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.InternalTokens;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Makes what answers the calls of the memory service. */
final class MemoryWiring {
  // What gRPC accepts by default.
  private static final int MAX_ANSWER_BYTES = 4 << 20;

  @Produces
  @Singleton
  @MemoryParts
  ServiceChannel governance(MemoryConfig config, CallLimits limits) {
    return new ServiceChannel(
        "governance",
        config.governance().target(),
        MAX_ANSWER_BYTES,
        limits,
        List.of(
            AccessServiceGrpc.getServiceDescriptor(),
            AuditServiceGrpc.getServiceDescriptor(),
            ApprovalServiceGrpc.getServiceDescriptor()));
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
      @MemoryParts Explainer authorizer,
      MemoryConfig config) {
    return new Sights(subjects, scopes, new Permits(authorizer), config.maxScopes());
  }

  @Produces
  @Singleton
  @MemoryParts
  Explainer authorizer(
      CedarEngine engine,
      @MemoryParts ServiceChannel channel,
      InternalTokens tokens,
      MemoryConfig config) {
    return engine.authorizer(new GrpcTenantRules(channel, tokens, config.governance().timeout()));
  }

  @Produces
  @Singleton
  @MemoryParts
  Placements placements(@MemoryParts SubjectDirectory subjects, @MemoryParts Explainer authorizer) {
    return new Placements(subjects, new Permits(authorizer));
  }

  @Produces
  @Singleton
  @MemoryParts
  AfterCommit afterCommit(@MemoryParts CachedScopes scopes, @MemoryParts IndexFeed feed) {
    return (tenant, changes) -> {
      changes.forEach(change -> written(scopes, tenant, change.stored()));
      feed.committed(tenant, changes);
    };
  }

  @Produces
  @Singleton
  @MemoryParts
  Adding adding(
      @MemoryParts Placements placements,
      @MemoryParts DataKeys keys,
      @MemoryParts Embedder embedder,
      @MemoryParts HybridIndex index,
      @MemoryParts MemoryStore store,
      @MemoryParts AfterCommit afterCommit,
      @MemoryParts Enrichment enrichment,
      InstantSource clock) {
    return new Adding(
        placements,
        new KeyedHash(keys),
        embedder,
        index,
        store,
        afterCommit,
        enrichment,
        new TimeOrderedIds(clock),
        clock);
  }

  @Produces
  @Singleton
  WritesMapper writes(
      @MemoryParts Adding adding,
      @MemoryParts Placements placements,
      @MemoryParts DataKeys keys,
      @MemoryParts Embedder embedder,
      @MemoryParts HybridIndex index,
      @MemoryParts MemoryStore store,
      @MemoryParts AfterCommit afterCommit,
      @MemoryParts Restoring restoring,
      @MemoryParts PurgeStore purges,
      @MemoryParts Sights sights,
      InstantSource clock,
      MemoryConfig config) {
    KeyedHash hash = new KeyedHash(keys);
    return new WritesMapper(
        adding,
        new Changing(sights, placements, hash, embedder, index, store, afterCommit, clock),
        restoring,
        config.chat().url().isPresent(),
        hash,
        clock,
        config.maxBatch(),
        purges);
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
      @MemoryParts RecallLog recalls,
      @MemoryParts Decay decay,
      @MemoryParts FilterLimits filters,
      MemoryConfig config,
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
            RecallTuning.DEFAULT.withMaxChanged(config.reading().maxChanged()),
            decay,
            clock,
            new TimeOrderedIds(clock)),
        recalls,
        filters);
  }

  @Produces
  @Singleton
  @MemoryParts
  FilterLimits filterLimits(MemoryConfig config) {
    MemoryConfig.Reading limits = config.reading();
    return new FilterLimits(
        limits.filterDepth(), limits.filterClauses(), limits.filterValues(), limits.filterLength());
  }
}
