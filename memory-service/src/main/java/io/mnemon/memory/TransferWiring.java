package io.mnemon.memory;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.KeyedHash;
import io.mnemon.index.FilterLimits;
import io.mnemon.index.HybridIndex;
import io.mnemon.inference.Embedder;
import io.mnemon.memory.record.AfterCommit;
import io.mnemon.memory.record.Archive;
import io.mnemon.memory.record.Decay;
import io.mnemon.memory.record.MemoryCipher;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.record.Vectors;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.transfer.Exporting;
import io.mnemon.memory.transfer.Importing;
import io.mnemon.memory.transfer.LinePlacements;
import io.mnemon.memory.transfer.PostgresTransferStore;
import io.mnemon.memory.transfer.TransferStore;
import io.mnemon.storage.Outbox;
import io.mnemon.storage.PostgresSession;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Puts together exports and imports. */
final class TransferWiring {
  @Produces
  @Singleton
  @MemoryParts
  TransferStore transferStore(
      @MemoryParts PostgresSession session,
      @MemoryParts Outbox outbox,
      @MemoryParts DataKeys keys,
      @MemoryParts Embedder embedder,
      @MemoryParts Archive archive,
      @MemoryParts Decay decay,
      MemoryConfig config,
      InstantSource clock) {
    return new PostgresTransferStore(
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
  TransferMapper transfers(
      @MemoryParts Placements placements,
      @MemoryParts Sights sights,
      @MemoryParts TransferStore store,
      @MemoryParts MemoryStore memories,
      @MemoryParts DataKeys keys,
      @MemoryParts Embedder embedder,
      @MemoryParts HybridIndex index,
      @MemoryParts AfterCommit afterCommit,
      @MemoryParts FilterLimits filters,
      MemoryConfig config,
      InstantSource clock) {
    MemoryConfig.Transfer limits = config.transfer();
    return new TransferMapper(
        sights,
        new Exporting(
            store,
            new TransferStore.Most(
                limits.exportedAtOnce(),
                limits.exportedBytes(),
                limits.versions(),
                limits.lineBytes())),
        new Importing(
            new LinePlacements(placements, clock),
            new KeyedHash(keys),
            new Vectors(embedder, index),
            memories,
            store,
            afterCommit,
            new TimeOrderedIds(clock),
            clock),
        embedder.space(),
        clock,
        new TransferMapper.Limits(
            limits.importedAtOnce(),
            limits.errors(),
            limits.versions(),
            Math.toIntExact(limits.lineBytes())),
        filters);
  }
}
