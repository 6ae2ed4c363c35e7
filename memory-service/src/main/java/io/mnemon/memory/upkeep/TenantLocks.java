package io.mnemon.memory.upkeep;

import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Keeps background work from overtaking itself: what one has read from the record is applied before
 * another reads the same tenant. At equal versions the last change wins in the index, so a page
 * read before a vector was made must not be applied after it.
 */
final class TenantLocks {
  /** More than there are background threads; tenants that share a lock only wait for each other. */
  private static final int LOCKS = 64;

  private final ReentrantLock[] locks =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);

  void inTurn(UUID tenant, Runnable work) {
    ReentrantLock lock = locks[Math.floorMod(tenant.hashCode(), LOCKS)];
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }
}
