package io.mnemon.index;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which memories are wanted, by the values of their fields. The same tree is compiled to a query of
 * the index, to SQL, and tested here; all three give the same answer.
 *
 * <p>A field may have several values, as {@code tags} and lists in metadata do: a test holds if it
 * holds for any of them, and never for a field without values. What is missing is found by {@code
 * Not} alone.
 */
public sealed interface Filter {

  /** Whether a memory with these facts is wanted. */
  boolean test(Facts facts);

  /** All of them hold. */
  record All(List<Filter> parts) implements Filter {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean test(Facts facts) {
      return parts.stream().allMatch(part -> part.test(facts));
    }
  }

  /** At least one of them holds. */
  record Any(List<Filter> parts) implements Filter {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean test(Facts facts) {
      return parts.stream().anyMatch(part -> part.test(facts));
    }
  }

  /** It does not hold. */
  record Not(Filter part) implements Filter {
    @Override
    public boolean test(Facts facts) {
      return !part.test(facts);
    }
  }

  /** A value of the field is one of these. */
  record In(String field, Set<FilterValue> values) implements Filter {
    public In {
      // In their order, so that the same filter is always written the same.
      values = Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }

    @Override
    public boolean test(Facts facts) {
      return facts.of(field).stream().anyMatch(values::contains);
    }
  }

  /** A value of the field, of the type of the bound, is before or behind it. */
  record Compared(String field, Order order, FilterValue bound) implements Filter {
    @Override
    public boolean test(Facts facts) {
      return facts.of(field).stream().anyMatch(value -> value.is(order, bound));
    }
  }

  /** A text of the field has this as a part; upper and lower case are different. */
  record Contains(String field, String part) implements Filter {
    @Override
    public boolean test(Facts facts) {
      return facts.of(field).stream()
          .anyMatch(value -> value instanceof FilterValue.Text(String text) && text.contains(part));
    }
  }

  /** The field is there and not null. */
  record Exists(String field) implements Filter {
    @Override
    public boolean test(Facts facts) {
      return facts.has(field);
    }
  }

  /** How a value compares with a bound. */
  enum Order {
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">=");

    private final String sign;

    Order(String sign) {
      this.sign = sign;
    }

    /** As SQL and mathematics write it. */
    public String sign() {
      return sign;
    }

    boolean isUpper() {
      return this == LESS || this == AT_MOST;
    }

    boolean isInclusive() {
      return this == AT_MOST || this == AT_LEAST;
    }

    boolean holds(int comparison) {
      return switch (this) {
        case LESS -> comparison < 0;
        case AT_MOST -> comparison <= 0;
        case GREATER -> comparison > 0;
        case AT_LEAST -> comparison >= 0;
      };
    }
  }
}
