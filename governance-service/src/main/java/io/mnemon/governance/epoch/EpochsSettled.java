package io.mnemon.governance.epoch;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.time.Instant;

/** Waits for every watcher: until it has dropped what is old, or its lease has run out. */
final class EpochsSettled implements Settled {
  /** Looks again after this long if nobody rings. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private final WatcherStore store;
  private final Bell confirmed;
  private final Duration limit;

  /**
   * @param confirmed rings when a watcher has dropped something
   * @param limit how long one waits: longer than a lease
   */
  EpochsSettled(WatcherStore store, Bell confirmed, Duration limit) {
    this.store = store;
    this.confirmed = confirmed;
    this.limit = limit;
  }

  /**
   * @throws ServiceException UNAVAILABLE if a watcher still relies on what is old, against the
   *     rules; what was changed stays changed
   */
  @Override
  public void await(TenantScope scope) {
    Instant committed = store.wake();
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      long heard = confirmed.rung();
      if (!store.isAwaited(committed)) {
        return;
      }
      if (System.nanoTime() - end >= 0) {
        throw new ServiceException(
            ErrorCode.UNAVAILABLE,
            "the change is made, but not every gateway has confirmed it yet: repeat the request to"
                + " be sure");
      }
      confirmed.await(heard, LOOK);
    }
  }
}
