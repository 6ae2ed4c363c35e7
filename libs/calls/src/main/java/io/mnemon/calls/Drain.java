package io.mnemon.calls;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts the calls that are being served, so that the end can wait for theirs. */
final class Drain {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private int running;

  void begun() {
    lock.lock();
    try {
      running++;
    } finally {
      lock.unlock();
    }
  }

  void ended() {
    lock.lock();
    try {
      running--;
      if (running == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many calls still run when none does any more, or when the time is over. */
  int await(Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (running > 0 && left > 0) {
        left = idle.awaitNanos(left);
      }
      return running;
    } finally {
      lock.unlock();
    }
  }
}
