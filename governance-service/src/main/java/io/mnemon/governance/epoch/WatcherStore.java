package io.mnemon.governance.epoch;

import io.mnemon.tenancy.ControlPlane;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who keeps what governance told, and how far they have dropped it again. All times are those of
 * the store's own clock, so that replicas of the service need none in common.
 */
@ControlPlane("those who keep what they were told do so for all tenants")
interface WatcherStore {

  /**
   * Writes down that a watcher has dropped what was old at a time, and lets it rely on the rest.
   *
   * @param droppedAsOf null if it has been told nothing yet
   * @param lease from now on
   */
  void renew(UUID watcher, @Nullable Instant droppedAsOf, Duration lease);

  /**
   * What has changed since shortly before a time; the time of the answer is taken before it looks.
   *
   * @param since null for nothing, by one who keeps nothing yet
   */
  EpochChanges changes(@Nullable Instant since);

  /**
   * Wakes all watchers, and tells the moment before: every change whose commit has returned lies
   * before it, and who is woken answers as of a later one. Without this a watcher that was told of
   * a change between its commit and this moment would not be heard of before its patience ends.
   */
  Instant wake();

  /** Whether a watcher may still rely on something that was old at a time. */
  boolean isAwaited(Instant at);
}
