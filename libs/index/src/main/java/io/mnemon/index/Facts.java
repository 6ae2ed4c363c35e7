package io.mnemon.index;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What filters can ask about one memory: the values by the names of the fields, those in metadata
 * by their paths ({@code metadata.order.size}). A field that is there may have no value that
 * compares, as an object in metadata.
 */
public record Facts(Map<String, Set<FilterValue>> values) {

  private static final long FIELD_BYTES = 96;
  private static final long VALUE_BYTES = 32;

  /** Of a memory that no filter finds. */
  public static final Facts NONE = new Facts(Map.of());

  public Facts {
    Map<String, Set<FilterValue>> copy = new HashMap<>();
    values.forEach((field, some) -> copy.put(field, Set.copyOf(some)));
    values = Map.copyOf(copy);
  }

  /** About how much of the heap they take. */
  long bytes() {
    long bytes = 0;
    for (Map.Entry<String, Set<FilterValue>> field : values.entrySet()) {
      bytes += FIELD_BYTES + field.getKey().length();
      for (FilterValue value : field.getValue()) {
        bytes += VALUE_BYTES + (value instanceof FilterValue.Text(String text) ? text.length() : 0);
      }
    }
    return bytes;
  }

  Set<FilterValue> of(String field) {
    return values.getOrDefault(field, Set.of());
  }

  boolean has(String field) {
    return values.containsKey(field);
  }

  /** Gathers facts. */
  public static final class Builder {
    private final Map<String, Set<FilterValue>> values = new HashMap<>();

    /** The field is there. */
    public Builder has(String field) {
      values.computeIfAbsent(field, name -> new LinkedHashSet<>());
      return this;
    }

    public Builder add(String field, FilterValue value) {
      values.computeIfAbsent(field, name -> new LinkedHashSet<>()).add(value);
      return this;
    }

    public Builder addTexts(String field, Collection<String> texts) {
      texts.forEach(text -> add(field, new FilterValue.Text(text)));
      return this;
    }

    public Facts build() {
      return new Facts(values);
    }
  }
}
