package io.mnemon.memory.upkeep;

import io.mnemon.index.IndexUnavailableException;
import io.mnemon.memory.MemoryBuilder;
import io.mnemon.storage.OutboxHandler;
import io.mnemon.storage.OutboxRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An outbox in a map. Rows are left to the request that made them until they are taken over; a row
 * that fails is put off until then as well.
 */
final class HeapBacklog implements Backlog {
  private final TreeMap<Long, OutboxRow> rows = new TreeMap<>();
  private final Set<Long> due = new HashSet<>();
  private @Nullable OutboxHandler handler;
  private long last;
  private boolean isUp = true;
  private boolean isStarted;
  private int refused;

  void carryTo(OutboxHandler to) {
    handler = to;
  }

  synchronized void setUp(boolean up) {
    isUp = up;
  }

  synchronized long append(UUID tenant, UUID aggregate, long version) {
    last++;
    rows.put(
        last,
        new OutboxRow(
            tenant, last, aggregate, version, "index", null, MemoryBuilder.EVENT_TIME, 1, 1));
    return last;
  }

  synchronized void done(Collection<Long> ids) {
    check();
    ids.forEach(rows::remove);
  }

  /** How many calls it has refused while it was switched off. */
  synchronized int refused() {
    return refused;
  }

  synchronized boolean isStarted() {
    return isStarted;
  }

  @Override
  public synchronized void takeOver() {
    check();
    due.addAll(rows.keySet());
  }

  @Override
  public void relay() {
    Map<UUID, List<OutboxRow>> batch = new LinkedHashMap<>();
    synchronized (this) {
      check();
      Set<UUID> aggregates = new HashSet<>();
      for (OutboxRow row : rows.values()) {
        if (aggregates.add(row.aggregate()) && due.remove(row.id())) {
          batch.computeIfAbsent(row.tenant(), tenant -> new ArrayList<>()).add(row);
        }
      }
    }
    batch.forEach(this::relay);
  }

  private void relay(UUID tenant, List<OutboxRow> some) {
    if (handler == null) {
      return;
    }
    try {
      done(handler.handle(tenant, some));
    } catch (IndexUnavailableException e) {
      // As the relay does: the rows stay for a later attempt.
    }
  }

  @Override
  public synchronized void start() {
    isStarted = true;
  }

  @Override
  public synchronized long size() {
    return rows.size();
  }

  @Override
  public synchronized void close() {
    isStarted = false;
  }

  private void check() {
    if (!isUp) {
      refused++;
      throw new IllegalStateException("the test has switched the outbox off");
    }
  }
}
