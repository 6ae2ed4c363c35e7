package io.mnemon.memory;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.mnemon.index.Filter;
import io.mnemon.index.FilterLimits;
import io.mnemon.index.FilterParser;
import io.mnemon.index.FilterSyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Filters as they travel. */
final class FilterMapper {
  private static final String FIELD = "filter";

  private FilterMapper() {}

  /** Empty if there is none, or if it is wrong, which is noted. */
  static Optional<Filter> filter(
      Checks checks, boolean present, Struct value, FilterLimits limits) {
    if (!present) {
      return Optional.empty();
    }
    try {
      return Optional.of(FilterParser.parse(FIELD, json(value), limits));
    } catch (FilterSyntaxException e) {
      checks.wrong(e.path(), e.problem());
      return Optional.empty();
    }
  }

  private static Map<String, @Nullable Object> json(Struct struct) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    struct.getFieldsMap().forEach((name, value) -> json.put(name, json(value)));
    return json;
  }

  private static @Nullable Object json(Value value) {
    return switch (value.getKindCase()) {
      case STRUCT_VALUE -> json(value.getStructValue());
      case LIST_VALUE ->
          value.getListValue().getValuesList().stream()
              .<@Nullable Object>map(FilterMapper::json)
              .toList();
      case NUMBER_VALUE -> value.getNumberValue();
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case NULL_VALUE, KIND_NOT_SET -> null;
    };
  }
}
