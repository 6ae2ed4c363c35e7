package io.mnemon.gateway.limits;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much one holder may use.
 *
 * @param rates the rates; what has none is not limited
 * @param concurrentSearches how many of its searches may be under way; zero for any number
 */
record Allowance(Map<Kind, Rate> rates, int concurrentSearches) {
  Allowance {
    rates = Map.copyOf(rates);
  }

  static Allowance of(Map<Kind, Optional<Rate>> rates, int concurrentSearches) {
    Map<Kind, Rate> limited = new EnumMap<>(Kind.class);
    rates.forEach((kind, rate) -> rate.ifPresent(some -> limited.put(kind, some)));
    return new Allowance(limited, concurrentSearches);
  }

  Optional<Rate> rate(Kind kind) {
    return Optional.ofNullable(rates.get(kind));
  }
}
