package io.mnemon.governance.epoch;

import io.mnemon.governance.tenant.Guard;
import io.mnemon.tenancy.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who keep what governance said which of it is old. By its lease everybody knows until
 * when they may rely on the rest, also where they hear nothing any more.
 */
final class EpochWatch {
  private final WatcherStore store;
  private final Bell moved;
  private final Guard guard;
  private final Limits limits;
  private final String replica = UUID.randomUUID().toString();

  EpochWatch(WatcherStore store, Bell moved, Guard guard, Limits limits) {
    this.store = store;
    this.moved = moved;
    this.guard = guard;
    this.limits = limits;
  }

  /**
   * @param lease for how long a watcher may rely on what it keeps
   * @param patience how long a question waits for a change
   */
  record Limits(Duration lease, Duration patience) {}

  /**
   * @param watcher who asks
   * @param droppedAsOf the time of the answer whose changes it has dropped
   * @param heard what it has heard of each replica of this service
   */
  record Question(UUID watcher, @Nullable Instant droppedAsOf, Map<String, Long> heard) {
    Question {
      heard = Map.copyOf(heard);
    }
  }

  record Told(EpochChanges changes, Duration lease, String replica, long heard) {}

  Told watch(Caller asking, Question question) {
    guard.require(asking, "epoch.watch", Optional.empty());
    store.renew(question.watcher(), question.droppedAsOf(), limits.lease());
    Long before = question.heard().get(replica);
    if (before != null && question.droppedAsOf() != null) {
      moved.await(before, limits.patience());
    }
    long heard = moved.rung();
    return new Told(store.changes(question.droppedAsOf()), limits.lease(), replica, heard);
  }
}
