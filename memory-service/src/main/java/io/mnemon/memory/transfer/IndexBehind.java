package io.mnemon.memory.transfer;

import io.mnemon.memory.record.AfterCommit;
import io.mnemon.memory.record.AfterCommit.Committed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Lets the index follow what one call has kept while the next one keeps more. No call is more than
 * one ahead: whoever has kept something waits first for what was kept before.
 *
 * <p>What is under way when the process dies is found in the outbox.
 */
final class IndexBehind {
  private final AfterCommit afterCommit;
  private final Map<UUID, List<Thread>> running = new HashMap<>();

  IndexBehind(AfterCommit afterCommit) {
    this.afterCommit = afterCommit;
  }

  void follow(UUID tenant, List<Committed> changes) {
    await(tenant);
    Thread follower =
        Thread.ofVirtual()
            .name("import-index")
            .unstarted(
                () -> {
                  try {
                    afterCommit.committed(tenant, changes);
                  } finally {
                    remove(tenant, Thread.currentThread());
                  }
                });
    synchronized (running) {
      running.computeIfAbsent(tenant, id -> new ArrayList<>()).add(follower);
    }
    follower.start();
  }

  /** Waits until the index has followed everything that was kept before; not if interrupted. */
  void await(UUID tenant) {
    try {
      for (Thread follower : of(tenant)) {
        follower.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Thread> of(UUID tenant) {
    synchronized (running) {
      return List.copyOf(running.getOrDefault(tenant, List.of()));
    }
  }

  private void remove(UUID tenant, Thread follower) {
    synchronized (running) {
      running.computeIfPresent(
          tenant,
          (id, some) -> {
            some.remove(follower);
            return some.isEmpty() ? null : some;
          });
    }
  }
}
