package io.mnemon.memory;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.mnemon.api.TimeOrderedIds;
import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.KeyedHash;
import io.mnemon.index.HybridIndex;
import io.mnemon.inference.ChatModel;
import io.mnemon.inference.OpenAiChat;
import io.mnemon.inference.OpenAiChatSettings;
import io.mnemon.memory.operation.ItemOutcome;
import io.mnemon.memory.operation.ItemWork;
import io.mnemon.memory.operation.Operation;
import io.mnemon.memory.operation.OperationRelay;
import io.mnemon.memory.operation.OperationStore;
import io.mnemon.memory.operation.PostgresOperationStore;
import io.mnemon.memory.operation.Workers;
import io.mnemon.memory.recall.BlindTerms;
import io.mnemon.memory.record.Adding;
import io.mnemon.memory.record.AfterCommit;
import io.mnemon.memory.record.AtHand;
import io.mnemon.memory.record.Deduplication;
import io.mnemon.memory.record.Enrichment;
import io.mnemon.memory.record.Infer;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.truth.Consolidated;
import io.mnemon.memory.truth.Consolidation;
import io.mnemon.memory.truth.Extracted;
import io.mnemon.memory.truth.Extraction;
import io.mnemon.memory.truth.Link;
import io.mnemon.memory.truth.PostgresRecallStore;
import io.mnemon.memory.truth.PostgresSupersessionStore;
import io.mnemon.memory.truth.RecallEcho;
import io.mnemon.memory.truth.RecallLog;
import io.mnemon.memory.truth.Restoring;
import io.mnemon.memory.truth.SupersessionStore;
import io.mnemon.memory.upkeep.IndexFeed;
import io.mnemon.memory.upkeep.Rebuild;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.Outbox;
import io.mnemon.storage.OutboxRelay;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.TenantScope;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes what keeps memories true, starts it and stops it. */
final class TruthWiring {
  private static final int RECALLS_AT_ONCE = 500;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
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

  @Produces
  @Singleton
  @MemoryParts
  SupersessionStore supersessions(
      @MemoryParts PostgresSession session, @MemoryParts Outbox outbox, MemoryConfig config) {
    return new PostgresSupersessionStore(session, outbox, config.index().handledHereFor());
  }

  @Produces
  @Singleton
  @MemoryParts
  Consolidation consolidation(
      @MemoryParts MemoryStore store,
      @MemoryParts SupersessionStore supersessions,
      @MemoryParts AtHand archive,
      @MemoryParts HybridIndex index,
      @MemoryParts IndexFeed feed,
      @MemoryParts BlindTerms blindTerms,
      @MemoryParts DataKeys keys,
      @MemoryParts AfterCommit afterCommit,
      InstantSource clock,
      MemoryConfig config) {
    return new Consolidation(
        store,
        supersessions,
        archive,
        index,
        feed::show,
        blindTerms,
        new Deduplication(new KeyedHash(keys)),
        afterCommit,
        clock,
        config.truth().candidates());
  }

  @Produces
  @Singleton
  @MemoryParts
  Restoring restoring(
      @MemoryParts Sights sights,
      @MemoryParts Placements placements,
      @MemoryParts DataKeys keys,
      @MemoryParts MemoryStore store,
      @MemoryParts SupersessionStore supersessions,
      @MemoryParts AtHand archive,
      @MemoryParts AfterCommit afterCommit,
      InstantSource clock) {
    return new Restoring(
        sights,
        placements,
        new Deduplication(new KeyedHash(keys)),
        store,
        supersessions,
        archive,
        afterCommit,
        clock);
  }

  @Produces
  @Singleton
  @MemoryParts
  OperationStore operations(@MemoryParts PostgresSession session) {
    return new PostgresOperationStore(session.unaudited());
  }

  @Produces
  @Singleton
  OperationMapper operationMapper(
      @MemoryParts Sights sights, @MemoryParts OperationStore operations) {
    return new OperationMapper(sights, operations);
  }

  /** Null where no language model is set. */
  private static @Nullable ChatModel chat(MemoryConfig.Chat chat) {
    return chat.url()
        .<ChatModel>map(
            url ->
                new OpenAiChat(
                    new OpenAiChatSettings(
                        url,
                        chat.model()
                            .orElseThrow(
                                () ->
                                    new IllegalArgumentException(
                                        "mnemon.memory.chat.model is not set: beside the address"
                                            + " of a language model its name is needed")),
                        chat.key(),
                        chat.concurrent(),
                        chat.timeout(),
                        chat.maxTokens(),
                        chat.failures(),
                        chat.leftAlone())))
        .orElse(null);
  }

  private static Map<Infer, ItemWork> works(
      Consolidation consolidation, @Nullable Extraction extraction, OperationStore operations) {
    Map<Infer, ItemWork> works = new EnumMap<>(Infer.class);
    works.put(
        Infer.CONSOLIDATE,
        (tenant, operation, memory) ->
            outcome(consolidation.consolidate(tenant, memory, operation.principal())));
    if (extraction != null) {
      works.put(
          Infer.EXTRACT,
          (tenant, operation, memory) ->
              extracted(extraction, operations, tenant, operation, memory));
    }
    return works;
  }

  private static ItemOutcome extracted(
      Extraction extraction,
      OperationStore operations,
      UUID tenant,
      Operation operation,
      UUID memory) {
    try {
      Extracted extracted =
          extraction.extract(
              tenant,
              memory,
              operation.principal(),
              (model, in, out) ->
                  operations.use(
                      TenantScope.system(tenant, "extraction"),
                      operation.id(),
                      new Operation.Usage(model, in, out)));
      return new ItemOutcome(
          List.of(), pairs(extracted.links()), extracted.made(), extracted.known(), null);
    } catch (Extraction.UnreadableTextException e) {
      throw new ItemWork.UnfitItemException(String.valueOf(e.getMessage()));
    }
  }

  private static List<ItemOutcome.Superseded> pairs(List<Link> links) {
    return links.stream()
        .map(link -> new ItemOutcome.Superseded(link.older(), link.newer(), link.reason()))
        .toList();
  }

  @Produces
  @Singleton
  @MemoryParts
  Workers workers(
      @MemoryParts ControlSession jobs,
      @MemoryParts OperationStore operations,
      @MemoryParts Consolidation consolidation,
      @MemoryParts MemoryStore store,
      @MemoryParts Adding adding,
      @MemoryParts RecallLog recalls,
      @MemoryParts Rebuild rebuild,
      InstantSource clock,
      MemoryConfig config) {
    MemoryConfig.Chat chat = config.chat();
    ChatModel model = chat(chat);
    Extraction extraction =
        model == null
            ? null
            : new Extraction(
                model,
                chat.tries(),
                chat.maxFacts(),
                chat.maxCharacters(),
                store,
                adding,
                recalls,
                consolidation);
    MemoryConfig.Truth limits = config.truth();
    Outbox queue = new Outbox("memory.enrichment", jobs, new TimeOrderedIds(clock).get(), clock);
    return new Workers(
        queue,
        new OperationRelay(
            operations,
            works(consolidation, extraction, operations),
            rebuild::isComplete,
            row -> queue.renew(row, limits.lease()),
            clock,
            limits.attempts()),
        new OutboxRelay.Limits(
            1,
            limits.lease(),
            OutboxRelay.Limits.DEFAULT.poll(),
            FIRST_PAUSE,
            limits.longestPause(),
            STOP),
        limits.workers());
  }

  private static ItemOutcome outcome(Consolidated consolidated) {
    return new ItemOutcome(
        consolidated.nearDuplicates(), pairs(consolidated.links()), List.of(), List.of(), null);
  }

  @Produces
  @Singleton
  @MemoryParts
  Enrichment enrichment(
      @MemoryParts RecallLog recalls,
      @MemoryParts Sights sights,
      @MemoryParts MemoryStore store,
      @MemoryParts Instance<Workers> workers) {
    // Asked for late: the workers add memories themselves.
    return new RecallEcho(recalls, sights, store, () -> workers.get().wake());
  }

  void start(
      @Observes StartupEvent started,
      @MemoryParts RecallLog recalls,
      @MemoryParts Workers workers) {
    Gauge.builder("mnemon.memory.operations.pending", workers, Workers::size)
        .description("Operations that are not finished yet")
        .register(Metrics.globalRegistry);
    recalls.start();
    workers.start();
  }

  void stop(
      @Observes ShutdownEvent stopping,
      @MemoryParts Workers workers,
      @MemoryParts RecallLog recalls) {
    workers.close();
    recalls.close();
  }
}
