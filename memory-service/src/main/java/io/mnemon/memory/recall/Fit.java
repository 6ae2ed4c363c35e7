package io.mnemon.memory.recall;

import io.mnemon.index.Filter;
import io.mnemon.index.FilterField;
import io.mnemon.index.FilterValue;
import io.mnemon.memory.record.Attributes;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryFacts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a memory, in the version that was known at the time that is asked about, is what a query
 * asks for. That it has not expired by now the record has seen to.
 */
record Fit(RecallQuery query, Instant asOf, Instant now) implements Predicate<Memory> {

  static Fit of(RecallQuery query, Instant now) {
    return new Fit(query, query.asOf().or(query::knownAt).orElse(now), now);
  }

  @Override
  public boolean test(Memory memory) {
    Attributes attributes = memory.attributes();
    return isThere(memory)
        && (query.layers().isEmpty() || query.layers().contains(memory.scope().layer()))
        && (query.kinds().isEmpty() || query.kinds().contains(attributes.kind()))
        && attributes.tags().containsAll(query.tags())
        && query.filter().map(filter -> filter.test(MemoryFacts.of(memory))).orElse(true);
  }

  /** Whether it was known, had not expired, and holds at the time that is asked about. */
  boolean isThere(Memory memory) {
    Attributes attributes = memory.attributes();
    Instant from = memory.trueSince();
    Instant to = attributes.validTo();
    Instant expires = attributes.expiresAt();
    return query.knownAt().map(time -> !memory.updatedAt().isAfter(time)).orElse(true)
        && (from == null || !from.isAfter(asOf))
        && (to == null || to.isAfter(asOf))
        && (expires == null || expires.isAfter(query.knownAt().orElse(now)));
  }

  /** The part of it that the index looks at as a filter; null if there is none. */
  @Nullable Filter inIndex() {
    Optional<Filter> known =
        query
            .knownAt()
            .map(
                time ->
                    new Filter.Compared(
                        FilterField.UPDATED_AT.word(),
                        Filter.Order.AT_MOST,
                        new FilterValue.Time(time)));
    List<Filter> parts = Stream.concat(query.filter().stream(), known.stream()).toList();
    return switch (parts.size()) {
      case 0 -> null;
      case 1 -> parts.getFirst();
      default -> new Filter.All(parts);
    };
  }
}
