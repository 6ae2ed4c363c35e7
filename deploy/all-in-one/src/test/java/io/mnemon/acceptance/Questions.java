package io.mnemon.acceptance;

import java.util.concurrent.atomic.AtomicLong;

/** Questions of which none was asked before. */
final class Questions {
  private final long run = System.nanoTime();
  private final AtomicLong asked = new AtomicLong();

  String next() {
    return "Where is the jar with the label " + run + " and the number " + asked.getAndIncrement();
  }
}
