package io.mnemon.memory.upkeep;

import io.mnemon.index.HybridIndex;
import io.mnemon.index.IndexUnavailableException;
import io.mnemon.memory.recall.BlindTerms;
import io.mnemon.memory.record.AfterCommit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Lets the index follow each commit at once, and makes that durable in batches.
 *
 * <p>An outbox row is done only after a flush that covers its change. Rows of changes that could
 * not be applied, whose vector is missing, or that are too many to be remembered are left alone:
 * when their lease has run out the relay takes them.
 */
public final class IndexFeed implements AfterCommit {
  private static final Logger LOG = Logger.getLogger(IndexFeed.class);

  private final HybridIndex index;
  private final Projection projection;
  private final Rebuild rebuild;
  private final Consumer<Collection<Long>> done;
  private final int mostRows;
  private final Map<UUID, List<Long>> unflushed = new HashMap<>();
  private int rows;

  /**
   * @param done removes outbox rows; may throw if it cannot now
   */
  public IndexFeed(
      HybridIndex index,
      BlindTerms blindTerms,
      Rebuild rebuild,
      Consumer<Collection<Long>> done,
      UpkeepLimits limits) {
    this.index = index;
    this.projection = new Projection(blindTerms);
    this.rebuild = rebuild;
    this.done = done;
    this.mostRows = limits.mostUnflushedRows();
  }

  @Override
  public void committed(UUID tenant, List<Committed> changes) {
    try {
      index.apply(
          tenant,
          changes.stream().map(change -> projection.change(tenant, change.stored())).toList());
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
        changes.stream()
            .filter(change -> !Projection.lacksVector(change.stored()))
            .map(Committed::outboxRow)
            .toList());
    rebuild.isComplete(tenant);
  }

  /** Makes durable what has been applied; what fails is tried again next time. */
  public void flush() {
    for (Map.Entry<UUID, List<Long>> tenant : takeUnflushed().entrySet()) {
      try {
        index.flush(tenant.getKey());
        done.accept(tenant.getValue());
      } catch (RuntimeException e) {
        LOG.warnf(
            "%d changes of tenant %s are made durable later: %s",
            tenant.getValue().size(), tenant.getKey(), e.getMessage());
        remember(tenant.getKey(), tenant.getValue());
      }
    }
  }

  /** How many outbox rows wait for the next flush. */
  public synchronized int unflushedRows() {
    return rows;
  }

  private synchronized void remember(UUID tenant, List<Long> some) {
    int room = Math.min(some.size(), mostRows - rows);
    if (room > 0) {
      unflushed.computeIfAbsent(tenant, t -> new ArrayList<>()).addAll(some.subList(0, room));
      rows += room;
    }
  }

  private synchronized Map<UUID, List<Long>> takeUnflushed() {
    Map<UUID, List<Long>> taken = Map.copyOf(unflushed);
    unflushed.clear();
    rows = 0;
    return taken;
  }
}
