package io.mnemon.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule finds what it forbids and lets the right way pass; this module obeys them itself. */
class HouseRulesTest extends HouseRules {
  private static final JavaClasses BAD =
      new ClassFileImporter().importPackages("io.mnemon.memory.bad", "io.mnemon.memory.circle");
  private static final JavaClasses GOOD =
      new ClassFileImporter().importPackages("io.mnemon.memory.good");

  static Stream<Arguments> violations() {
    return Stream.of(
        Arguments.of(LayerRules.PACKAGES_ARE_ACYCLIC, List.of("Left", "Right")),
        Arguments.of(LayerRules.ONLY_API_SPEAKS_PROTOCOLS, List.of("Recall", "Stub")),
        Arguments.of(
            LayerRules.ONLY_TECHNOLOGY_SPEAKS_TO_STORES,
            List.of("Recall.connection", "java.sql.Connection")),
        Arguments.of(
            LayerRules.ONLY_WIRING_KNOWS_ADAPTERS, List.of("Recall", "PostgresMemoryStore")),
        Arguments.of(LayerRules.ONLY_WIRING_READS_CONFIG, List.of("Recall", "ConfigProvider")),
        Arguments.of(
            StoreRules.STORES_TAKE_A_TENANT_SCOPE,
            List.of(
                "find(java.lang.String) takes no TenantScope",
                "find(java.lang.String, io.mnemon.tenancy.TenantScope) takes no TenantScope")),
        Arguments.of(
            CodeRules.DEPENDENCIES_COME_THROUGH_THE_CONSTRUCTOR, List.of("Remembering.clock")),
        Arguments.of(
            CodeRules.TIME_COMES_FROM_A_CLOCK,
            List.of("Instant.now()", "LocalDate.now(", "currentTimeMillis()", "java.util.Date")),
        Arguments.of(
            CodeRules.ONLY_WIRING_CHOOSES_THE_CLOCK,
            List.of("Clock.systemUTC()", "InstantSource.system()")),
        Arguments.of(CodeRules.RECORDS_HOLD_NO_ARRAYS, List.of("Vector.values")),
        Arguments.of(
            CodeRules.NAMES_SAY_WHAT_A_CLASS_IS,
            List.of(
                "IRecall",
                "InMemoryCache",
                "RecallImpl",
                "RecallManager",
                "RecallHelper",
                "RecallUtil ",
                "RecallUtils ",
                "RecallData",
                "RecallInfo")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("violations")
  void violationsAreFound(ArchRule rule, List<String> expected) {
    String report = String.join("\n", rule.evaluate(BAD).getFailureReport().getDetails());

    assertThat(report).contains(expected);
  }

  @Test
  void everyRuleHasItsViolation() {
    assertThat(violations().map(arguments -> arguments.get()[0]))
        .containsExactlyInAnyOrderElementsOf(HouseRules.all());
  }

  @Test
  void theRightWayPasses() {
    assertThat(HouseRules.all())
        .allSatisfy(
            rule ->
                assertThat(rule.evaluate(GOOD).getFailureReport().getDetails())
                    .as(rule.getDescription())
                    .isEmpty());
  }
}
