package io.mnemon.memory.record;

import io.mnemon.index.Filter;
import io.mnemon.index.FilterField;
import io.mnemon.index.FilterValue;
import io.mnemon.storage.Binder;
import io.mnemon.storage.Binding;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A filter as a condition of SQL that is never null. Everything that a caller wrote is bound.
 *
 * <p>Metadata is asked by JSON path, whose lax mode goes through lists, one level of each. Texts
 * are compared by their bytes, which is the order of code points.
 */
final class PostgresFilter implements Binder {
  private final String version;
  private final String sql;
  private final List<Binder> binders = new ArrayList<>();

  /**
   * @param version the alias of what a version has of its own; the rest is {@code m}'s
   */
  PostgresFilter(Filter filter, String version) {
    this.version = version;
    this.sql = of(filter);
  }

  String sql() {
    return sql;
  }

  @Override
  public void bind(Binding binding) throws SQLException {
    for (Binder binder : binders) {
      binder.bind(binding);
    }
  }

  private String of(Filter filter) {
    return switch (filter) {
      case Filter.All(List<Filter> parts) -> joined(parts, " AND ");
      case Filter.Any(List<Filter> parts) -> joined(parts, " OR ");
      case Filter.Not(Filter part) -> "NOT " + of(part);
      case Filter.In in -> field(in.field(), column -> in(column, in.values()), in);
      case Filter.Compared compared ->
          field(compared.field(), column -> compared(column, compared), compared);
      case Filter.Contains contains ->
          field(
              contains.field(),
              column -> {
                binders.add(b -> b.text(contains.part()));
                return "strpos(" + column + ", ?) > 0";
              },
              contains);
      case Filter.Exists(String field) -> exists(field);
    };
  }

  private String joined(List<Filter> parts, String by) {
    return parts.stream().map(this::of).collect(Collectors.joining(by, "(", ")"));
  }

  private String field(String name, Function<String, String> condition, Filter filter) {
    return FilterField.ofWord(name)
        .map(
            field ->
                field == FilterField.TAGS
                    ? "EXISTS (SELECT FROM unnest(%s.tags) AS tag(word) WHERE %s)"
                        .formatted(version, condition.apply("tag.word COLLATE \"C\""))
                    : "coalesce(" + condition.apply(column(field)) + ", false)")
        .orElseGet(() -> inMetadata(name, filter));
  }

  private String column(FilterField field) {
    return switch (field) {
      case LAYER, SOURCE, EPISODE -> "m." + field.word() + " COLLATE \"C\"";
      case KIND, SENSITIVITY -> version + "." + field.word() + " COLLATE \"C\"";
      case CREATED_AT -> "m.created_at";
      case TAGS, IMPORTANCE, EVENT_TIME, VALID_FROM, VALID_TO, UPDATED_AT, EXPIRES_AT ->
          version + "." + field.word();
    };
  }

  private String in(String column, Collection<FilterValue> values) {
    values.forEach(this::bound);
    return column
        + values.stream().map(value -> "?").collect(Collectors.joining(", ", " IN (", ")"));
  }

  private String compared(String column, Filter.Compared compared) {
    bound(compared.bound());
    return column + " " + compared.order().sign() + " ?";
  }

  private void bound(FilterValue value) {
    binders.add(
        switch (value) {
          case FilterValue.Text(String text) -> b -> b.text(text);
          case FilterValue.Number(double number) -> b -> b.float8(number);
          case FilterValue.Time time -> b -> b.timestamp(time.time());
          case FilterValue.Truth truth -> b -> b.bool(truth.isTrue());
        });
  }

  private String exists(String name) {
    return FilterField.ofWord(name)
        .map(
            field ->
                field == FilterField.TAGS
                    ? "cardinality(" + column(field) + ") > 0"
                    : "(" + column(field) + " IS NOT NULL)")
        .orElseGet(() -> path(name, "@.type() != \"null\"", Map.of()));
  }

  private String inMetadata(String name, Filter filter) {
    return switch (filter) {
      case Filter.In in -> {
        Map<String, Object> variables = new LinkedHashMap<>();
        in.values().forEach(value -> variables.put("v" + variables.size(), json(value)));
        yield path(
            name,
            "@.type() != \"array\" && (%s)"
                .formatted(
                    variables.keySet().stream()
                        .map(variable -> "@ == $" + variable)
                        .collect(Collectors.joining(" || "))),
            variables);
      }
      case Filter.Compared compared ->
          path(
              name,
              "@.type() != \"array\" && @ %s $v".formatted(compared.order().sign()),
              Map.of("v", json(compared.bound())));
      case Filter.Contains contains -> {
        String path = path(name) + " ? (@.type() == \"string\")";
        binders.add(b -> b.text(path).text(contains.part()));
        yield """
        EXISTS (SELECT FROM jsonb_path_query(%s.metadata, ?::jsonpath, '{}', true) AS found(value)
                 WHERE strpos(found.value #>> '{}', ?) > 0)
        """
            .formatted(version);
      }
      case Filter.All all -> throw notOfAField(all);
      case Filter.Any any -> throw notOfAField(any);
      case Filter.Not not -> throw notOfAField(not);
      case Filter.Exists exists -> throw notOfAField(exists);
    };
  }

  private static IllegalArgumentException notOfAField(Filter filter) {
    return new IllegalArgumentException("not about the values of a field: " + filter);
  }

  private String path(String name, String condition, Map<String, Object> variables) {
    String path = path(name) + " ? (" + condition + ")";
    binders.add(b -> b.text(path).json(PostgresRows.toJson(variables)));
    return "coalesce(jsonb_path_exists(%s.metadata, ?::jsonpath, ?, true), false)"
        .formatted(version);
  }

  private static String path(String name) {
    StringBuilder path = new StringBuilder("$");
    for (String member : name.substring(FilterField.METADATA.length()).split("\\.", -1)) {
      path.append('.').append(PostgresRows.toJson(member));
    }
    return path.toString();
  }

  private static Object json(FilterValue value) {
    return switch (value) {
      case FilterValue.Text(String text) -> text;
      case FilterValue.Number(double number) -> number;
      case FilterValue.Truth(boolean isTrue) -> isTrue;
      case FilterValue.Time time ->
          throw new IllegalArgumentException("metadata has no times, only texts");
    };
  }
}
