package io.mnemon.memory.recall;

import io.mnemon.api.TimeOrderedIds;
import io.mnemon.index.HybridIndex;
import io.mnemon.index.IndexChange;
import io.mnemon.index.IndexDocument;
import io.mnemon.index.Surroundings;
import io.mnemon.index.Usage;
import io.mnemon.inference.Embedder;
import io.mnemon.inference.Embedding;
import io.mnemon.inference.HeapEmbedder;
import io.mnemon.memory.HeapIndex;
import io.mnemon.memory.HeapMemoryReader;
import io.mnemon.memory.MemoryBuilder;
import io.mnemon.memory.record.Attributes;
import io.mnemon.memory.record.Decay;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryFacts;
import io.mnemon.memory.sight.Sight;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.ScopeKey;
import io.mnemon.tenancy.TenantScope;
import io.mnemon.test.FakeClock;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A record and an index on the heap with a recall over them. */
final class RecallWorld {
  static final UUID TENANT = new UUID(1, 1);
  private static final Map<Layer, Double> LASTING =
      Stream.of(Layer.values()).collect(Collectors.toMap(layer -> layer, layer -> 0.0));

  Decay decay = new Decay(LASTING, 0.03);

  final FakeClock clock = FakeClock.at(MemoryBuilder.EVENT_TIME);
  final HeapMemoryReader memories = new HeapMemoryReader(clock);
  final HeapIndex index = new HeapIndex();
  final HeapEmbedder embedder = new HeapEmbedder();

  /** What is asked for memories. */
  HybridIndex searched = index;

  /** What makes the vectors of questions. */
  Embedder asked = embedder;

  final Set<UUID> incomplete = new HashSet<>();
  final BlindTerms blindTerms = new BlindTerms(RecallWorld::scramble);

  Memory keep(MemoryBuilder builder) {
    Memory memory = builder.build();
    return keep(memory, embedder.embedQuery(memory.attributes().content()));
  }

  Memory keep(Memory memory, Embedding vector) {
    memories.put(memory, Optional.of(vector));
    index(memory, memory.attributes().content(), Optional.of(vector));
    return memory;
  }

  /** Keeps a memory in the record only. */
  Memory hide(MemoryBuilder builder) {
    Memory memory = builder.build();
    memories.put(memory, Optional.empty());
    return memory;
  }

  void index(Memory memory, String text, Optional<Embedding> vector) {
    Attributes attributes = memory.attributes();
    index.apply(
        TENANT,
        List.of(
            new IndexChange.Put(
                new IndexDocument(
                    memory.id(),
                    memory.version(),
                    memory.scope().id(),
                    memory.scope().layer(),
                    attributes.kind().word(),
                    text,
                    null,
                    TimeTold.in(text),
                    Surroundings.NONE,
                    vector.orElse(null),
                    attributes.tags(),
                    attributes.importance(),
                    attributes.eventTime(),
                    attributes.validFrom(),
                    attributes.validTo(),
                    attributes.expiresAt(),
                    memory.episode(),
                    MemoryFacts.of(memory),
                    Usage.never(attributes.eventTime())))));
  }

  /** Importance of this layer fades by this much a day from now on, and by nothing else. */
  void fading(Layer layer, double perDay) {
    Map<Layer, Double> rates = new EnumMap<>(LASTING);
    rates.put(layer, perDay);
    decay = new Decay(rates, 0.03);
  }

  Recall recall(RecallTuning tuning) {
    return new Recall(
        memories,
        memories,
        searched,
        tenant -> !incomplete.contains(tenant),
        asked,
        blindTerms,
        tuning,
        decay,
        clock,
        new TimeOrderedIds(clock));
  }

  RecallAnswer find(Queries query) {
    return recall(RecallTuning.DEFAULT).find(sight(ScopeKey.ofCompany()), query.build());
  }

  static Sight sight(ScopeKey... scopes) {
    return new Sight(
        TenantScope.of(TENANT, Stream.of(scopes).map(ScopeKey::id).collect(Collectors.toSet())),
        Set.of());
  }

  static Sight sightWithSecrets(ScopeKey... scopes) {
    Sight sight = sight(scopes);
    return new Sight(sight.scope(), sight.scope().scopes());
  }

  static List<String> contents(RecallAnswer answer) {
    return answer.results().stream().map(found -> found.memory().attributes().content()).toList();
  }

  private static byte[] scramble(UUID tenant, String term) {
    byte[] bytes = new byte[32];
    new Random(31L * tenant.hashCode() + term.hashCode()).nextBytes(bytes);
    return bytes;
  }
}
