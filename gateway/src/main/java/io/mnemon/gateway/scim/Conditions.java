package io.mnemon.gateway.scim;

import com.unboundid.scim2.common.exceptions.BadRequestException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.filters.FilterType;
import io.mnemon.gateway.scim.ScimException.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a filter wants: attributes that equal values, all of them. It is what directories ask; every
 * other filter is refused.
 */
final class Conditions {
  private static final int MAX_CONDITIONS = 10;

  private final Map<String, String> values;

  private Conditions(Map<String, String> values) {
    this.values = values;
  }

  /**
   * @param known the attributes that can be looked for, in lower case
   * @throws ScimException invalidFilter, or tooMany
   */
  static Conditions of(@Nullable String filter, Schema schema, Map<String, String> known) {
    Map<String, String> values = new LinkedHashMap<>();
    if (filter == null) {
      return new Conditions(values);
    }
    for (Filter one : parts(parse(filter))) {
      Equality equality = Equality.of(one).orElseThrow(() -> unsupported(known));
      String attribute = attribute(equality, schema, known);
      String before = values.put(attribute, value(equality));
      if (before != null) {
        throw invalid("the filter names " + attribute + " twice: an attribute has one value");
      }
    }
    return new Conditions(values);
  }

  /**
   * What a filter joins by "and"; the filter itself if it joins nothing.
   *
   * @throws ScimException tooMany
   */
  static List<Filter> parts(Filter filter) {
    List<Filter> parts = new ArrayList<>();
    Deque<Filter> open = new ArrayDeque<>();
    open.add(filter);
    while (!open.isEmpty()) {
      Filter one = open.remove();
      if (one.getFilterType() == FilterType.AND) {
        open.addAll(one.getCombinedFilters());
      } else {
        parts.add(one);
      }
      if (parts.size() + open.size() > MAX_CONDITIONS) {
        throw ScimException.bad(
            Reason.TOO_MANY, "the filter has more than " + MAX_CONDITIONS + " conditions");
      }
    }
    return parts;
  }

  /** The value that an attribute must have, if there is one. */
  Optional<String> on(String attribute) {
    return Optional.ofNullable(values.get(attribute));
  }

  private static Filter parse(String filter) {
    try {
      return Filter.fromString(filter);
    } catch (BadRequestException e) {
      throw invalid("the filter is not understood: " + Json.told(e));
    }
  }

  private static String attribute(Equality equality, Schema schema, Map<String, String> known) {
    String attribute = known.get(equality.attribute());
    boolean ours = equality.urn().isEmpty() || equality.urn().equalsIgnoreCase(schema.urn());
    if (attribute == null || !ours) {
      throw unsupported(known);
    }
    return attribute;
  }

  private static String value(Equality equality) {
    if (!equality.value().isTextual()) {
      throw invalid("the filter compares with something else than a text in quotes");
    }
    return equality.value().asText();
  }

  private static ScimException unsupported(Map<String, String> known) {
    return invalid(
        "the filter can only be \"eq\" on "
            + String.join(", ", new TreeSet<>(known.values()))
            + ", joined by \"and\"");
  }

  private static ScimException invalid(String detail) {
    return ScimException.bad(Reason.INVALID_FILTER, detail);
  }
}
