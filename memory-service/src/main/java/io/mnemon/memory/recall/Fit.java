package io.mnemon.memory.recall;

import io.mnemon.memory.record.Attributes;
import io.mnemon.memory.record.Memory;
import java.time.Instant;
import java.util.function.Predicate;

/** Whether a memory, as the record has it now, is what a query asks for. */
record Fit(RecallQuery query, Instant asOf, Instant now) implements Predicate<Memory> {

  @Override
  public boolean test(Memory memory) {
    Attributes attributes = memory.attributes();
    return isThere(memory)
        && (query.layers().isEmpty() || query.layers().contains(memory.scope().layer()))
        && (query.kinds().isEmpty() || query.kinds().contains(attributes.kind()))
        && attributes.tags().containsAll(query.tags());
  }

  /** Whether it has not expired and holds at the time that is asked about. */
  boolean isThere(Memory memory) {
    Attributes attributes = memory.attributes();
    Instant from = attributes.validFrom();
    Instant to = attributes.validTo();
    Instant expires = attributes.expiresAt();
    return (from == null || !from.isAfter(asOf))
        && (to == null || to.isAfter(asOf))
        && (expires == null || expires.isAfter(now));
  }
}
