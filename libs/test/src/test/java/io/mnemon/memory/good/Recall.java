package io.mnemon.memory.good;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/** A domain class that gets its clock. */
final class Recall {
  private final MemoryStore store;
  private final Clock clock;
  private final Instant born;

  Recall(MemoryStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.born = Instant.now(clock);
  }

  Duration age() {
    long start = System.nanoTime();
    long took = System.nanoTime() - start;
    return Duration.between(born, clock.instant())
        .plusNanos(took + store.count() + LocalDate.now(clock).getDayOfYear());
  }
}
