package io.mnemon.memory.truth;

import io.mnemon.memory.record.Memory;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * A memory's place in the order of what is newer: since when it is true, then when it was recorded,
 * then its id. It follows from the record alone, so whoever comes first decides the same.
 */
record Moment(Instant start, Instant recorded, UUID id) implements Comparable<Moment> {
  private static final Comparator<Moment> ORDER =
      Comparator.comparing(Moment::start)
          .thenComparing(Moment::recorded)
          .thenComparing(moment -> moment.id().toString());

  static Moment of(Memory memory) {
    Instant from = memory.attributes().validFrom();
    return new Moment(
        from == null ? memory.attributes().eventTime() : from, memory.createdAt(), memory.id());
  }

  @Override
  public int compareTo(Moment other) {
    return ORDER.compare(this, other);
  }
}
