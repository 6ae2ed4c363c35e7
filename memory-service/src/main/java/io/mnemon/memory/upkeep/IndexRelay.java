package io.mnemon.memory.upkeep;

import io.mnemon.index.HybridIndex;
import io.mnemon.inference.Embedder;
import io.mnemon.inference.EmbedderUnavailableException;
import io.mnemon.inference.Embedding;
import io.mnemon.inference.TextRefusedException;
import io.mnemon.memory.recall.BlindTerms;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryReader;
import io.mnemon.memory.record.MemoryReader.Stored;
import io.mnemon.memory.record.VectorWriter;
import io.mnemon.storage.OutboxHandler;
import io.mnemon.storage.OutboxRow;
import io.mnemon.tenancy.TenantScope;
import io.mnemon.tenancy.WorkingFor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Brings to the index what no request could: after a crash, a failure, or with a vector that had to
 * be made later. What lacks its vector is found by words meanwhile, and comes again; not if the
 * model takes nothing of its text.
 */
public final class IndexRelay implements OutboxHandler {
  private static final Logger LOG = Logger.getLogger(IndexRelay.class);
  private static final String JOB = "index";

  /**
   * So many texts are embedded at once where the model has refused one: to find it takes the time
   * of many requests, and what has been made until then is kept.
   */
  private static final int FEW = 4;

  private final MemoryReader memories;
  private final VectorWriter vectors;
  private final HybridIndex index;
  private final Embedder embedder;
  private final InContext inContext;
  private final Rebuild rebuild;
  private final Predicate<UUID> hasLeft;
  private final AtomicLong tried = new AtomicLong();
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong finished = new AtomicLong();

  /**
   * @param hasLeft tells of a tenant whether its index is not to be touched any more
   */
  public IndexRelay(
      MemoryReader memories,
      VectorWriter vectors,
      HybridIndex index,
      Embedder embedder,
      BlindTerms blindTerms,
      Rebuild rebuild,
      Predicate<UUID> hasLeft) {
    this.memories = memories;
    this.vectors = vectors;
    this.index = index;
    this.embedder = embedder;
    this.inContext = new InContext(memories, blindTerms);
    this.rebuild = rebuild;
    this.hasLeft = hasLeft;
  }

  @Override
  public Set<Long> handle(UUID tenant, List<OutboxRow> rows) {
    begun.incrementAndGet();
    tried.addAndGet(rows.size());
    if (hasLeft.test(tenant)) {
      finished.incrementAndGet();
      return rows.stream().map(OutboxRow::id).collect(Collectors.toSet());
    }
    Set<UUID> ids = rows.stream().map(OutboxRow::aggregate).collect(Collectors.toSet());
    TenantScope system = TenantScope.system(tenant, JOB);
    Set<UUID> refused = makeVectors(system, memories.stored(system, ids));
    Map<UUID, Stored> current = new HashMap<>();
    rebuild
        .locks()
        .inTurn(
            tenant,
            () -> {
              List<Stored> stored = memories.stored(system, ids);
              stored.forEach(each -> current.put(each.id(), each));
              Slices.each(inContext.reaching(system, stored), slice -> index.apply(tenant, slice));
            });
    index.flush(tenant);
    rebuild.isComplete(tenant);
    finished.incrementAndGet();
    return rows.stream()
        .filter(
            row ->
                refused.contains(row.aggregate())
                    || isDone(Optional.ofNullable(current.get(row.aggregate()))))
        .map(OutboxRow::id)
        .collect(Collectors.toSet());
  }

  /** How many rows have been tried, each as often as it was. */
  long tried() {
    return tried.get();
  }

  /** How many batches have been begun. */
  long begun() {
    return begun.get();
  }

  /** How many batches were handled without a failure. */
  long finished() {
    return finished.get();
  }

  /** What the record knows nothing of is in no index either. */
  private static boolean isDone(Optional<Stored> current) {
    return current.isEmpty() || !Projection.lacksVector(current.get());
  }

  /** The memories of whose text the model takes nothing. */
  private Set<UUID> makeVectors(TenantScope system, List<Stored> stored) {
    List<Memory> wanting =
        stored.stream()
            .filter(Projection::lacksVector)
            .map(each -> ((Stored.Live) each).memory())
            .toList();
    if (wanting.isEmpty()) {
      return Set.of();
    }
    try {
      return WorkingFor.tenant(system.tenant(), () -> makeVectorsNow(system, wanting));
    } catch (EmbedderUnavailableException e) {
      LOG.infof(
          "memories of tenant %s, %d at most, still wait for their vectors: %s",
          system.tenant(), wanting.size(), e.getMessage());
      return Set.of();
    }
  }

  private Set<UUID> makeVectorsNow(TenantScope system, List<Memory> wanting) {
    try {
      List<Embedding> made = embedder.embedDocuments(contents(wanting));
      for (int i = 0; i < wanting.size(); i++) {
        put(system, wanting.get(i), made.get(i));
      }
      return Set.of();
    } catch (TextRefusedException e) {
      LOG.debugf("a text of tenant %s is too long: %s", system.tenant(), e.getMessage());
    }
    Set<UUID> refused = new HashSet<>();
    for (int from = 0; from < wanting.size(); from += FEW) {
      List<Memory> few = wanting.subList(from, Math.min(wanting.size(), from + FEW));
      List<Optional<Embedding>> made = embedder.embedBeginnings(contents(few));
      for (int i = 0; i < few.size(); i++) {
        Memory memory = few.get(i);
        made.get(i)
            .ifPresentOrElse(vector -> put(system, memory, vector), () -> refused.add(memory.id()));
      }
    }
    if (!refused.isEmpty()) {
      LOG.warnf(
          "memories of tenant %s are found by words only, the embedding model takes nothing of their texts: %s",
          system.tenant(), refused);
    }
    return refused;
  }

  private static List<String> contents(List<Memory> memories) {
    return memories.stream().map(memory -> memory.attributes().content()).toList();
  }

  private void put(TenantScope system, Memory memory, Embedding vector) {
    vectors.put(system, memory.id(), memory.version(), memory.scope().id(), vector);
  }
}
