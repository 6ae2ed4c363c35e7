package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.filters.FilterType;
import java.util.Locale;
import java.util.Optional;

/**
 * A filter that wants an attribute to equal a value.
 *
 * @param urn the schema that it names; empty for none
 * @param attribute the attribute in lower case, with its part after a dot
 */
record Equality(String urn, String attribute, JsonNode value) {
  /** Empty for a filter that wants something else. */
  static Optional<Equality> of(Filter filter) {
    Path path = filter.getAttributePath();
    JsonNode value = filter.getComparisonValue();
    if (filter.getFilterType() != FilterType.EQUAL || path == null || value == null) {
      return Optional.empty();
    }
    StringBuilder name = new StringBuilder();
    for (Path.Element element : path) {
      if (element.getValueFilter() != null) {
        return Optional.empty();
      }
      name.append(name.isEmpty() ? "" : ".").append(element.getAttribute());
    }
    String urn = path.getSchemaUrn();
    return Optional.of(
        new Equality(urn == null ? "" : urn, name.toString().toLowerCase(Locale.ROOT), value));
  }
}
