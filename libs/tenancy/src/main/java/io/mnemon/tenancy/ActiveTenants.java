package io.mnemon.tenancy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * The tenants that have something under way or had it lately: who is not alone leaves a part of the
 * machine to others.
 */
public final class ActiveTenants {
  private final long lately;
  private final LongSupplier nanos;
  private final Map<UUID, Integer> underWay = new HashMap<>();

  /** When those ended that have nothing under way, the first to end first. */
  private final Map<UUID, Long> ended = new LinkedHashMap<>();

  /**
   * @param lately how long a tenant counts after the end of its last request
   * @param nanos the time, as of {@link System#nanoTime}
   */
  public ActiveTenants(Duration lately, LongSupplier nanos) {
    this.lately = lately.toNanos();
    this.nanos = nanos;
  }

  /** Tells that something of a tenant begins, or begins to wait. */
  public synchronized void begins(UUID tenant) {
    underWay.merge(tenant, 1, Integer::sum);
    ended.remove(tenant);
  }

  /** Tells that something that began has ended, in whatever way. */
  public synchronized void ends(UUID tenant) {
    int left = underWay.merge(tenant, -1, Integer::sum);
    if (left == 0) {
      underWay.remove(tenant);
      ended.put(tenant, nanos.getAsLong());
    }
  }

  /** Whether more than one tenant is active. */
  public synchronized boolean areSeveral() {
    forgetSilent();
    return underWay.size() + ended.size() > 1;
  }

  private void forgetSilent() {
    long now = nanos.getAsLong();
    Iterator<Long> longestSilent = ended.values().iterator();
    while (longestSilent.hasNext() && now - longestSilent.next() > lately) {
      longestSilent.remove();
    }
  }
}
