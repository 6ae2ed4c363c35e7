package io.mnemon.governance.epoch;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes those who wait for something to happen; what happened before they waited counts too. */
final class Bell {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ringing = lock.newCondition();
  private long rung;

  void ring() {
    lock.lock();
    try {
      rung++;
      ringing.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many times it has rung. */
  long rung() {
    lock.lock();
    try {
      return rung;
    } finally {
      lock.unlock();
    }
  }

  /** Returns when it has rung more often than that, or when the time is over. */
  void await(long heard, Duration limit) {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (rung == heard && left > 0) {
        left = ringing.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
