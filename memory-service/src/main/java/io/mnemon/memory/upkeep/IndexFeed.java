package io.mnemon.memory.upkeep;

import io.mnemon.index.HybridIndex;
import io.mnemon.index.IndexUnavailableException;
import io.mnemon.memory.recall.BlindTerms;
import io.mnemon.memory.record.AfterCommit;
import io.mnemon.memory.record.MemoryReader;
import io.mnemon.tenancy.TenantScope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Lets the index follow each commit at once, and settles that in batches: brings turns into the
 * context of the conversation as the record has it, and makes durable what has been applied.
 *
 * <p>An outbox row is done only after a flush that covers its change. Rows of changes that could
 * not be applied, whose vector is missing, or that are too many to be remembered are left alone:
 * when their lease has run out the relay takes them.
 */
public final class IndexFeed implements AfterCommit {
  private static final Logger LOG = Logger.getLogger(IndexFeed.class);
  private static final String JOB = "index context";

  private final MemoryReader memories;
  private final HybridIndex index;
  private final InContext inContext;
  private final Rebuild rebuild;
  private final Consumer<Collection<Long>> done;
  private final UpkeepLimits limits;
  private final Map<UUID, Unsettled> unsettled = new HashMap<>();
  private int rows;

  /**
   * @param done removes outbox rows; may throw if it cannot now
   */
  public IndexFeed(
      MemoryReader memories,
      HybridIndex index,
      BlindTerms blindTerms,
      Rebuild rebuild,
      Consumer<Collection<Long>> done,
      UpkeepLimits limits) {
    this.memories = memories;
    this.index = index;
    this.inContext = new InContext(memories, blindTerms);
    this.rebuild = rebuild;
    this.done = done;
    this.limits = limits;
  }

  /**
   * Changes of one tenant that have been applied.
   *
   * @param rows their rows in the outbox
   * @param turns those in whose context others may stand
   */
  private record Unsettled(List<Long> rows, Set<UUID> turns) {
    Unsettled() {
      this(new ArrayList<>(), new HashSet<>());
    }
  }

  @Override
  public void committed(UUID tenant, List<Committed> changes) {
    try {
      show(tenant, changes.stream().map(Committed::stored).toList());
    } catch (IndexUnavailableException e) {
      LOG.warnf(
          "%d changes of tenant %s reach the index later: %s",
          changes.size(), tenant, e.getMessage());
      return;
    } catch (RuntimeException e) {
      LOG.errorf(e, "%d changes of tenant %s could not be indexed", changes.size(), tenant);
      return;
    }
    remember(
        tenant,
        changes.stream().filter(change -> !Projection.lacksVector(change.stored())).toList());
    rebuild.isComplete(tenant);
  }

  /**
   * Brings memories to the index for work that must find them; their outbox rows stay with whoever
   * has them.
   *
   * @throws IndexUnavailableException if the index cannot take them now
   */
  public void show(UUID tenant, List<MemoryReader.Stored> stored) {
    Slices.each(inContext.among(tenant, stored), slice -> index.apply(tenant, slice));
  }

  /** Settles what has been applied; what fails is tried again next time. */
  public void flush() {
    for (Map.Entry<UUID, Unsettled> tenant : takeUnsettled().entrySet()) {
      Unsettled changes = tenant.getValue();
      try {
        bringIntoContext(tenant.getKey(), List.copyOf(changes.turns()));
        index.flush(tenant.getKey());
        done.accept(changes.rows());
      } catch (RuntimeException e) {
        LOG.warnf(
            "%d changes of tenant %s are made durable later: %s",
            changes.rows().size(), tenant.getKey(), e.getMessage());
        remember(tenant.getKey(), changes);
      }
    }
  }

  private void bringIntoContext(UUID tenant, List<UUID> turns) {
    TenantScope system = TenantScope.system(tenant, JOB);
    for (int from = 0; from < turns.size(); from += limits.page()) {
      Set<UUID> page =
          Set.copyOf(turns.subList(from, Math.min(turns.size(), from + limits.page())));
      rebuild
          .locks()
          .inTurn(
              tenant,
              // Of a tenant that has left nothing is found, and its index is not to be touched.
              () ->
                  Slices.each(
                      inContext.reaching(system, memories.stored(system, page)),
                      slice -> index.apply(tenant, slice)));
    }
  }

  /** How many outbox rows wait for the next flush. */
  public synchronized int unflushedRows() {
    return rows;
  }

  private synchronized void remember(UUID tenant, List<Committed> changes) {
    int room = Math.min(changes.size(), limits.mostUnflushedRows() - rows);
    for (Committed change : changes.subList(0, Math.max(0, room))) {
      Unsettled waiting = unsettled.computeIfAbsent(tenant, t -> new Unsettled());
      waiting.rows().add(change.outboxRow());
      if (InContext.reaches(change.stored())) {
        waiting.turns().add(change.stored().id());
      }
      rows++;
    }
  }

  /** Back to where they were taken from; beyond the limit, which they had already passed once. */
  private synchronized void remember(UUID tenant, Unsettled changes) {
    Unsettled waiting = unsettled.computeIfAbsent(tenant, t -> new Unsettled());
    waiting.rows().addAll(changes.rows());
    waiting.turns().addAll(changes.turns());
    rows += changes.rows().size();
  }

  private synchronized Map<UUID, Unsettled> takeUnsettled() {
    Map<UUID, Unsettled> taken = Map.copyOf(unsettled);
    unsettled.clear();
    rows = 0;
    return taken;
  }
}
