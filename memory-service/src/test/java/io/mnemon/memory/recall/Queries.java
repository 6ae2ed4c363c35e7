package io.mnemon.memory.recall;

import io.mnemon.memory.recall.RecallQuery.Mode;
import io.mnemon.memory.record.Kind;
import io.mnemon.tenancy.Layer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes queries for tests: hybrid, ten results, with explanation unless told otherwise. */
final class Queries {
  private final String text;
  private Set<Layer> layers = Set.of();
  private Set<Kind> kinds = Set.of();
  private Set<String> tags = Set.of();
  private int limit = 10;
  private int offset;
  private OptionalDouble threshold = OptionalDouble.empty();
  private Mode mode = Mode.HYBRID;
  private @Nullable Instant asOf;
  private @Nullable Instant knownAt;
  private int expand;

  private Queries(String text) {
    this.text = text;
  }

  static Queries query(String text) {
    return new Queries(text);
  }

  Queries layers(Layer... some) {
    layers = Set.of(some);
    return this;
  }

  Queries kinds(Kind... some) {
    kinds = Set.of(some);
    return this;
  }

  Queries tags(String... some) {
    tags = Set.of(some);
    return this;
  }

  Queries page(int from, int size) {
    offset = from;
    limit = size;
    return this;
  }

  Queries threshold(double score) {
    threshold = OptionalDouble.of(score);
    return this;
  }

  Queries mode(Mode word) {
    mode = word;
    return this;
  }

  Queries asOf(Instant time) {
    asOf = time;
    return this;
  }

  Queries knownAt(Instant time) {
    knownAt = time;
    return this;
  }

  Queries expand(int each) {
    expand = each;
    return this;
  }

  RecallQuery build() {
    return new RecallQuery(
        text,
        layers,
        kinds,
        tags,
        limit,
        offset,
        threshold,
        mode,
        Optional.empty(),
        Optional.ofNullable(asOf),
        Optional.ofNullable(knownAt),
        Optional.empty(),
        expand,
        true);
  }
}
