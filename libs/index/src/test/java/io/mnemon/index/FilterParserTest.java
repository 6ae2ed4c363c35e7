package io.mnemon.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FilterParserTest {
  private static final FilterLimits LIMITS = new FilterLimits(3, 5, 4, 10);

  @Test
  void aFieldWithAValueMustEqualIt() {
    assertThat(parse(Map.of("kind", "fact")))
        .isEqualTo(new Filter.In("kind", Set.of(new FilterValue.Text("fact"))));
  }

  @Test
  void severalFieldsAndSeveralOperatorsMustAllHold() {
    Filter filter =
        parse(Map.of("AND", List.of(Map.of("kind", "fact"), Map.of("metadata.n", range(1, 3)))));

    assertThat(filter.test(facts("fact", 1))).isTrue();
    assertThat(filter.test(facts("fact", 3))).isFalse();
    assertThat(filter.test(facts("note", 1))).isFalse();
  }

  private static Map<String, Object> range(double from, double to) {
    return Map.of("gte", from, "lt", to);
  }

  private static Facts facts(String kind, double number) {
    return new Facts.Builder()
        .add("kind", new FilterValue.Text(kind))
        .add("metadata.n", new FilterValue.Number(number))
        .build();
  }

  @Test
  void notOfAListHoldsIfNoneOfItDoes() {
    Filter filter =
        parse(Map.of("NOT", List.of(Map.of("kind", "fact"), Map.of("metadata.n", 3.0))));

    assertThat(filter.test(facts("note", 1))).isTrue();
    assertThat(filter.test(facts("note", 3))).isFalse();
    assertThat(filter.test(facts("fact", 1))).isFalse();
  }

  @Test
  void whatIsMissingIsFoundByNeAndByExistsFalseOnly() {
    Facts nothing = new Facts.Builder().build();

    assertThat(parse(Map.of("metadata.n", Map.of("ne", 3.0))).test(nothing)).isTrue();
    assertThat(parse(Map.of("metadata.n", Map.of("exists", false))).test(nothing)).isTrue();
    assertThat(parse(Map.of("metadata.n", Map.of("lt", 3.0))).test(nothing)).isFalse();
    assertThat(parse(Map.of("metadata.n", 3.0)).test(nothing)).isFalse();
  }

  @Test
  void aNumberNeverEqualsAText() {
    assertThat(parse(Map.of("metadata.n", "3")).test(facts("fact", 3))).isFalse();
    assertThat(parse(Map.of("metadata.n", Map.of("gt", "1"))).test(facts("fact", 3))).isFalse();
  }

  @Test
  void aMisspeltOperatorIsNamedByItsPathWithTheOneThatWasMeant() {
    refused(
        Map.of("AND", List.of(Map.of("kind", "fact"), Map.of("metadata.size", Map.of("gtt", 3.0)))),
        "filter.AND[1].metadata.size.gtt",
        "did you mean \"gt\"?");
  }

  @Test
  void aFieldThatIsNoneIsRefusedWithWhatItMayMean() {
    refused(Map.of("knd", "fact"), "filter.knd", "did you mean \"kind\"?");
    refused(Map.of("and", List.of()), "filter.and", "did you mean \"AND\"?");
    refused(Map.of("project_size", 3.0), "filter.project_size", "\"metadata.project_size\"?");
    refused(Map.of("metadata.", 3.0), "filter.metadata.", "is no field");
    refused(Map.of("metadata.a..b", 3.0), "filter.metadata.a..b", "is no field");
  }

  @Test
  void aValueOfAnotherTypeThanTheFieldsIsRefused() {
    refused(Map.of("kind", 3.0), "filter.kind", "must be a text");
    refused(Map.of("importance", "high"), "filter.importance", "must be a number");
    refused(Map.of("event_time", "yesterday"), "filter.event_time", "2026-05-01T12:00:00Z");
    refused(Map.of("event_time", 3.0), "filter.event_time", "2026-05-01T12:00:00Z");
    refused(Map.of("tags", List.of("a")), "filter.tags", "\"in\"");
    refused(Map.of("tags", Map.of("in", List.of("a", 3.0))), "filter.tags.in[1]", "a text");
    refused(Map.of("metadata.a", Map.of("gt", true)), "filter.metadata.a.gt", "no order");
    refused(Map.of("metadata.a", Map.of("exists", "yes")), "filter.metadata.a.exists", "true");
    refused(Collections.singletonMap("metadata.a", null), "filter.metadata.a", "\"exists\": false");
  }

  @Test
  void whatIsEmptyIsRefused() {
    refused(Map.of(), "filter", "is empty");
    refused(Map.of("AND", List.of()), "filter.AND", "at least one");
    refused(Map.of("OR", List.of(Map.of())), "filter.OR[0]", "is empty");
    refused(Map.of("OR", List.of("kind")), "filter.OR[0]", "must be a filter");
    refused(Map.of("kind", Map.of()), "filter.kind", "has no operator");
    refused(Map.of("kind", Map.of("in", List.of())), "filter.kind.in", "at least one");
  }

  @Test
  void whatIsTooLargeIsRefused() {
    refused(
        Map.of("NOT", Map.of("NOT", Map.of("NOT", Map.of("kind", "fact")))),
        "filter.NOT.NOT.NOT",
        "deeper than 3");
    refused(
        Map.of("OR", Collections.nCopies(6, Map.of("kind", "fact"))),
        "filter.OR[5].kind",
        "at most 5");
    refused(
        Map.of(
            "metadata.a", Map.of("in", IntStream.range(0, 5).mapToObj(Double::valueOf).toList())),
        "filter.metadata.a.in",
        "at most 4");
    refused(Map.of("kind", "12345678901"), "filter.kind", "at most 10");
  }

  private static Filter parse(Map<String, ?> json) {
    return FilterParser.parse("filter", json, LIMITS);
  }

  private static void refused(Map<String, ?> json, String path, String message) {
    FilterSyntaxException refusal =
        catchThrowableOfType(FilterSyntaxException.class, () -> parse(json));
    assertThat(refusal).as("%s", json).isNotNull().hasMessageContaining(message);
    assertThat(refusal.path()).isEqualTo(path);
  }
}
