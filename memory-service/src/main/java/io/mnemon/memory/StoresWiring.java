package io.mnemon.memory;

import io.agroal.api.AgroalDataSource;
import io.mnemon.api.TimeOrderedIds;
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
import io.mnemon.inference.OpenAiEmbedder;
import io.mnemon.inference.OpenAiSettings;
import io.mnemon.memory.offboarding.FencedIndex;
import io.mnemon.memory.offboarding.Fences;
import io.mnemon.memory.recall.BlindTerms;
import io.mnemon.memory.record.Archive;
import io.mnemon.memory.record.Decay;
import io.mnemon.memory.record.MemoryCipher;
import io.mnemon.memory.record.PostgresDataKeys;
import io.mnemon.memory.record.PostgresKeyringCheck;
import io.mnemon.memory.record.PostgresLostKeys;
import io.mnemon.memory.record.PostgresMemoryStore;
import io.mnemon.memory.record.PostgresVectorSpace;
import io.mnemon.memory.sight.Sights;
import io.mnemon.storage.AuditTable;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.Outbox;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.RedisCache;
import io.quarkus.agroal.DataSource;
import io.quarkus.redis.client.RedisClientName;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Makes what the memory service keeps memories in, and what makes their vectors. */
final class StoresWiring {
  private static final int JOB_CONNECTIONS = 3;

  /** What the model computes within this time goes to the cache in one message. */
  private static final int VECTORS_WRITTEN_AFTER_MS = 100;

  @Produces
  @Singleton
  @MemoryParts
  PostgresSession session(
      @DataSource("memory") AgroalDataSource connections,
      @MemoryParts AuditTable audit,
      MemoryConfig config) {
    return new PostgresSession(
        connections, config.postgres().maxConcurrent(), config.postgres().acquireTimeout(), audit);
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
  DataKeys dataKeys(
      @MemoryParts PostgresSession session,
      @MemoryParts ControlSession jobs,
      MemoryConfig config,
      InstantSource clock) {
    MemoryConfig.Crypto crypto = config.crypto();
    DataKeys keys =
        new DataKeys(
            LocalKeyring.openOrCreate(crypto.keyringFile()),
            new PostgresDataKeys(session),
            clock,
            crypto.maxKeys(),
            crypto.keepFor());
    if (!crypto.startDespiteLostKeys()) {
      insistOnKeyring(new PostgresKeyringCheck(jobs, keys), crypto.keyringFile());
    }
    return keys;
  }

  @Produces
  @Singleton
  @MemoryParts
  PostgresLostKeys lostKeys(
      @MemoryParts ControlSession jobs, @MemoryParts DataKeys keys, InstantSource clock) {
    return new PostgresLostKeys(jobs, keys, clock);
  }

  /**
   * @throws ConfigurationException if the ring is not the one of this database: such a start ends
   *     with the sentence alone
   */
  static void insistOnKeyring(PostgresKeyringCheck check, Path file) {
    Set<String> lost = check.lost();
    if (!lost.isEmpty()) {
      throw new ConfigurationException(
          "Mnemon cannot start. The keyring %s does not open the memories in this database: they were protected by its key %s. Mount the data folder that belongs to the database (MNEMON_DATA), or put its file keys/master into the folder of secrets (MNEMON_SECRETS); a lost line goes below the others. If it is lost for good, MNEMON_MEMORY_CRYPTO_START_DESPITE_LOST_KEYS=true starts without what it protected."
              .formatted(file, String.join(" and ", lost)));
    }
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
    Embedder model =
        new CachedEmbedder(
            embedding
                .remote()
                .url()
                .map(url -> remote(url, embedding.remote()))
                .orElseGet(() -> builtIn(embedding)),
            new CachedVectors(
                new RedisCache(redis, embedding.cacheTimeout(), embedding.cachePause(), clock),
                embedding.keepFor()),
            embedding.heapEntries(),
            CompletableFuture.delayedExecutor(
                VECTORS_WRITTEN_AFTER_MS, TimeUnit.MILLISECONDS, Thread::startVirtualThread));
    new PostgresVectorSpace(new ControlSession(connections, 1, config.postgres().acquireTimeout()))
        .claim(model.space());
    return model;
  }

  @Produces
  @Singleton
  EmbeddingMapper embeddings(
      @MemoryParts Sights sights, @MemoryParts Embedder embedder, MemoryConfig config) {
    return new EmbeddingMapper(sights, embedder, config.embedding().maxTexts());
  }

  private static Embedder builtIn(MemoryConfig.Embedding embedding) {
    OnnxSettings defaults = OnnxSettings.defaults();
    return new OnnxEmbedder(
        new OnnxSettings(
            embedding.threads(),
            defaults.threadsPerRun(),
            defaults.batchTokens(),
            defaults.maxWindows(),
            defaults.queueTexts(),
            defaults.patience(),
            embedding.libraryFolder().orElse(null)));
  }

  private static Embedder remote(URI url, MemoryConfig.Remote remote) {
    return new OpenAiEmbedder(
        new OpenAiSettings(
            url,
            remote.model().orElseThrow(() -> incomplete("model")),
            dimensions(remote),
            remote.shortened(),
            remote.key(),
            remote.queryPrefix().orElse(""),
            remote.documentPrefix().orElse(""),
            remote.batch(),
            remote.concurrent(),
            remote.timeout()));
  }

  private static int dimensions(MemoryConfig.Remote remote) {
    int dimensions = remote.dimensions().orElseThrow(() -> incomplete("dimensions"));
    if (dimensions > HybridIndex.MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "mnemon.memory.embedding.remote.dimensions is %d: the index takes vectors of up to %d, so have the model shorten them (…remote.shortened) or use another"
              .formatted(dimensions, HybridIndex.MOST_DIMENSIONS));
    }
    return dimensions;
  }

  private static IllegalArgumentException incomplete(String what) {
    return new IllegalArgumentException(
        "mnemon.memory.embedding.remote.%s is not set: beside the address of an embedding model its name and the dimensions of its vectors are needed"
            .formatted(what));
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
  PostgresMemoryStore store(
      @MemoryParts PostgresSession session,
      @MemoryParts Outbox outbox,
      @MemoryParts DataKeys keys,
      @MemoryParts Archive archive,
      @MemoryParts Decay decay,
      @MemoryParts Embedder embedder,
      MemoryConfig config,
      InstantSource clock) {
    return new PostgresMemoryStore(
        session,
        outbox,
        new MemoryCipher(keys),
        archive,
        decay,
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
}
