package io.mnemon.index;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a filter out of JSON that has been parsed: maps, lists, texts, numbers, truths and null.
 *
 * <pre>
 * {"AND": [filter, …]}   {"OR": [filter, …]}   {"NOT": filter or [filter, …]}
 * {"field": value}       {"field": {"operator": value, …}}
 * </pre>
 *
 * Several names in one object must all hold, as must several operators of one field. NOT of a list
 * holds if none of it does.
 */
public final class FilterParser {
  private static final List<String> OPERATORS =
      List.of("eq", "ne", "in", "gt", "gte", "lt", "lte", "contains", "exists");
  private static final List<String> JUNCTIONS = List.of("AND", "OR", "NOT");

  private final FilterLimits limits;
  private int clauses;

  private FilterParser(FilterLimits limits) {
    this.limits = limits;
  }

  /**
   * @param name what the request calls the filter, the beginning of every path
   * @throws FilterSyntaxException if it is none, or too large
   */
  public static Filter parse(String name, Map<String, ?> json, FilterLimits limits) {
    return new FilterParser(limits).object(name, json, 1);
  }

  private Filter object(String path, Map<?, ?> json, int depth) {
    if (json.isEmpty()) {
      throw wrong(path, "is empty: name a field, or one of AND, OR and NOT");
    }
    if (depth > limits.depth()) {
      throw wrong(path, "is nested deeper than %d levels".formatted(limits.depth()));
    }
    List<Filter> parts = new ArrayList<>();
    json.forEach((key, value) -> parts.add(member(path, String.valueOf(key), value, depth)));
    return all(parts);
  }

  private Filter member(String path, String name, @Nullable Object value, int depth) {
    String here = path + "." + name;
    return switch (name) {
      case "AND" -> all(list(here, value, depth));
      case "OR" -> any(list(here, value, depth));
      case "NOT" ->
          new Filter.Not(
              value instanceof Map<?, ?> one
                  ? object(here, one, depth + 1)
                  : any(list(here, value, depth)));
      default -> field(here, name, value);
    };
  }

  private List<Filter> list(String path, @Nullable Object value, int depth) {
    if (!(value instanceof List<?> items) || items.isEmpty()) {
      throw wrong(path, "must be a list of at least one filter");
    }
    List<Filter> parts = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String here = path + "[" + i + "]";
      if (!(items.get(i) instanceof Map<?, ?> part)) {
        throw wrong(here, "must be a filter: an object as in {\"kind\": \"fact\"}");
      }
      parts.add(object(here, part, depth + 1));
    }
    return parts;
  }

  private Filter field(String path, String name, @Nullable Object value) {
    Optional<FilterField> field = FilterField.ofWord(name);
    if (field.isEmpty() && !isInMetadata(name)) {
      throw wrong(path, "is no field: fields are " + FilterField.all() + suggestion(name));
    }
    if (!(value instanceof Map<?, ?> operators)) {
      if (value instanceof List<?>) {
        throw wrong(path, "is a list: write {\"in\": […]} for any of its values");
      }
      return operator(path, name, field, "eq", value);
    }
    if (operators.isEmpty()) {
      throw wrong(path, "has no operator: they are " + String.join(", ", OPERATORS));
    }
    List<Filter> parts = new ArrayList<>();
    operators.forEach(
        (operator, operand) ->
            parts.add(
                operator(path + "." + operator, name, field, String.valueOf(operator), operand)));
    return all(parts);
  }

  private static boolean isInMetadata(String name) {
    if (!name.startsWith(FilterField.METADATA) || name.endsWith(".")) {
      return false;
    }
    return !name.contains("..") && name.indexOf('\0') < 0;
  }

  private Filter operator(
      String path,
      String name,
      Optional<FilterField> field,
      String operator,
      @Nullable Object operand) {
    if (++clauses > limits.clauses()) {
      throw wrong(path, "is one condition too many: at most %d".formatted(limits.clauses()));
    }
    if (!OPERATORS.contains(operator)) {
      throw wrong(
          path,
          "is no operator: they are "
              + String.join(", ", OPERATORS)
              + nearest(operator, OPERATORS));
    }
    return switch (operator) {
      case "eq" -> new Filter.In(name, Set.of(value(path, field, operand)));
      case "ne" -> new Filter.Not(new Filter.In(name, Set.of(value(path, field, operand))));
      case "in" -> new Filter.In(name, values(path, field, operand));
      case "contains" -> contains(path, name, field, operand);
      case "exists" -> exists(path, name, operand);
      case "gt" -> compared(path, name, field, Filter.Order.GREATER, operand);
      case "gte" -> compared(path, name, field, Filter.Order.AT_LEAST, operand);
      case "lt" -> compared(path, name, field, Filter.Order.LESS, operand);
      default -> compared(path, name, field, Filter.Order.AT_MOST, operand);
    };
  }

  private Filter compared(
      String path,
      String name,
      Optional<FilterField> field,
      Filter.Order order,
      @Nullable Object operand) {
    FilterValue bound = value(path, field, operand);
    if (bound instanceof FilterValue.Truth) {
      throw wrong(path, "compares true and false, which have no order: use eq or ne");
    }
    return new Filter.Compared(name, order, bound);
  }

  private Filter contains(
      String path, String name, Optional<FilterField> field, @Nullable Object operand) {
    FilterValue value = value(path, field, operand);
    return value instanceof FilterValue.Text(String part)
        ? new Filter.Contains(name, part)
        : new Filter.In(name, Set.of(value));
  }

  private static Filter exists(String path, String name, @Nullable Object operand) {
    if (!(operand instanceof Boolean wanted)) {
      throw wrong(path, "must be true or false");
    }
    return wanted ? new Filter.Exists(name) : new Filter.Not(new Filter.Exists(name));
  }

  private Set<FilterValue> values(
      String path, Optional<FilterField> field, @Nullable Object operand) {
    if (!(operand instanceof Collection<?> items) || items.isEmpty()) {
      throw wrong(path, "must be a list of at least one value");
    }
    if (items.size() > limits.values()) {
      throw wrong(
          path, "has %d values, at most %d are taken".formatted(items.size(), limits.values()));
    }
    Set<FilterValue> values = new HashSet<>();
    int place = 0;
    for (Object item : items) {
      values.add(value(path + "[" + place++ + "]", field, item));
    }
    return values;
  }

  private FilterValue value(String path, Optional<FilterField> field, @Nullable Object operand) {
    FilterValue value =
        switch (operand) {
          case String text -> new FilterValue.Text(checked(path, text));
          case java.lang.Number number when Double.isFinite(number.doubleValue()) ->
              new FilterValue.Number(number.doubleValue());
          case Boolean truth -> new FilterValue.Truth(truth);
          case null -> throw wrong(path, "is null: write {\"exists\": false} for what is missing");
          default -> throw wrong(path, "must be a text, a number, true or false");
        };
    if (field.isEmpty()) {
      return value;
    }
    return switch (field.get().type()) {
      case TEXT -> {
        if (!(value instanceof FilterValue.Text)) {
          throw wrong(path, "must be a text, as " + field.get().word() + " is");
        }
        yield value;
      }
      case NUMBER -> {
        if (!(value instanceof FilterValue.Number)) {
          throw wrong(path, "must be a number, as " + field.get().word() + " is");
        }
        yield value;
      }
      case TIME -> new FilterValue.Time(time(path, value));
    };
  }

  private String checked(String path, String text) {
    if (text.length() > limits.length()) {
      throw wrong(
          path,
          "has %d characters, at most %d are compared".formatted(text.length(), limits.length()));
    }
    if (text.indexOf('\0') >= 0) {
      throw wrong(path, "must not contain the character U+0000");
    }
    return text;
  }

  private static Instant time(String path, FilterValue value) {
    if (value instanceof FilterValue.Text(String text)) {
      try {
        Instant time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
        if (!time.isBefore(Instant.parse("0001-01-01T00:00:00Z"))
            && time.isBefore(Instant.parse("+10000-01-01T00:00:00Z"))) {
          return time;
        }
      } catch (DateTimeException e) {
        throw wrong(path, "must be a time as in 2026-05-01T12:00:00Z");
      }
    }
    throw wrong(path, "must be a time as in 2026-05-01T12:00:00Z");
  }

  private static Filter all(List<Filter> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Filter.All(parts);
  }

  private static Filter any(List<Filter> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Filter.Any(parts);
  }

  private static String suggestion(String name) {
    List<String> known = new ArrayList<>();
    for (FilterField field : FilterField.values()) {
      known.add(field.word());
    }
    known.addAll(JUNCTIONS);
    String near = nearest(name, known);
    return near.isEmpty() && !name.contains(".")
        ? "; did you mean \"%s%s\"?".formatted(FilterField.METADATA, name)
        : near;
  }

  private static String nearest(String word, List<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(each -> distance(word, each)))
        .filter(each -> distance(word, each) <= 2)
        .map(each -> "; did you mean \"" + each + "\"?")
        .orElse("");
  }

  /** How many letters must be changed, ignoring case, to get from one word to the other. */
  private static int distance(String one, String other) {
    String a = one.length() > 20 ? one.substring(0, 20) : one;
    int[] last = new int[other.length() + 1];
    for (int j = 0; j < last.length; j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = last[0];
      last[0] = i;
      for (int j = 1; j < last.length; j++) {
        boolean isSame =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(other.charAt(j - 1));
        int changed = diagonal + (isSame ? 0 : 1);
        diagonal = last[j];
        last[j] = Math.min(changed, 1 + Math.min(last[j], last[j - 1]));
      }
    }
    return last[other.length()];
  }

  private static FilterSyntaxException wrong(String path, String message) {
    return new FilterSyntaxException(path, message);
  }
}
