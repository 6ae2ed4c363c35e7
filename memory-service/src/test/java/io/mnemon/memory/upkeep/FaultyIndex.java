package io.mnemon.memory.upkeep;

import io.mnemon.index.HybridIndex;
import io.mnemon.index.IndexAnswer;
import io.mnemon.index.IndexChange;
import io.mnemon.index.IndexQuery;
import io.mnemon.index.IndexUnavailableException;
import io.mnemon.index.NearQuery;
import io.mnemon.index.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An index that fails on demand, and remembers what it was told. */
final class FaultyIndex implements HybridIndex {
  private final HybridIndex index;
  private final List<IndexChange> applied = new CopyOnWriteArrayList<>();
  private final AtomicLong mostBytes = new AtomicLong();
  private volatile @Nullable UUID failing;
  private volatile boolean isUp = true;
  private volatile boolean canFlush = true;
  private volatile Runnable beforeApply = () -> {};

  FaultyIndex(HybridIndex index) {
    this.index = index;
  }

  void setUp(boolean up) {
    isUp = up;
  }

  /** Takes no changes of one tenant. */
  void failFor(UUID tenant) {
    failing = tenant;
  }

  void setCanFlush(boolean can) {
    canFlush = can;
  }

  /** Runs something before each change from now on. */
  void beforeApply(Runnable work) {
    beforeApply = work;
  }

  List<IndexChange> applied() {
    return new ArrayList<>(applied);
  }

  /** How much of the heap the changes took that came at once, at most. */
  long mostBytes() {
    return mostBytes.get();
  }

  @Override
  public void apply(UUID tenant, List<IndexChange> changes) {
    check(isUp && !tenant.equals(failing));
    beforeApply.run();
    mostBytes.accumulateAndGet(changes.stream().mapToLong(IndexChange::bytes).sum(), Math::max);
    applied.addAll(changes);
    index.apply(tenant, changes);
  }

  @Override
  public void use(UUID tenant, Map<UUID, Usage> usage) {
    check(isUp);
    index.use(tenant, usage);
  }

  @Override
  public IndexAnswer search(UUID tenant, IndexQuery query) {
    check(isUp);
    return index.search(tenant, query);
  }

  @Override
  public List<IndexAnswer> searchAll(UUID tenant, List<IndexQuery> queries) {
    check(isUp);
    return index.searchAll(tenant, queries);
  }

  @Override
  public List<List<UUID>> near(UUID tenant, List<NearQuery> queries) {
    check(isUp);
    return index.near(tenant, queries);
  }

  @Override
  public void flush(UUID tenant) {
    check(isUp && canFlush);
    index.flush(tenant);
  }

  @Override
  public void expunge(UUID tenant) {
    check(isUp);
    index.expunge(tenant);
  }

  @Override
  public boolean isComplete(UUID tenant) {
    check(isUp);
    return index.isComplete(tenant);
  }

  @Override
  public UUID incarnation(UUID tenant) {
    check(isUp);
    return index.incarnation(tenant);
  }

  @Override
  public boolean markComplete(UUID tenant, UUID incarnation) {
    check(isUp);
    return index.markComplete(tenant, incarnation);
  }

  @Override
  public void drop(UUID tenant) {
    check(isUp);
    index.drop(tenant);
  }

  @Override
  public boolean isAvailable() {
    return isUp && index.isAvailable();
  }

  @Override
  public boolean isWritable() {
    return isUp && canFlush && index.isWritable();
  }

  @Override
  public void close() {
    index.close();
  }

  private static void check(boolean works) {
    if (!works) {
      throw new IndexUnavailableException("the test has switched the index off");
    }
  }
}
