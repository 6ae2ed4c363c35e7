package io.mnemon.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The rules of the house as tests. A module obeys them by extending this class in its root package:
 * {@code class HouseRulesTest extends HouseRules {}} checks every production class in and beneath
 * the package of {@code HouseRulesTest}.
 */
public abstract class HouseRules {
  private static final Pattern GENERATED = Pattern.compile(".*/io/mnemon/api/(\\w+/)?v1/.*");

  @TestFactory
  final Stream<DynamicTest> houseRules() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.matches(GENERATED))
            .importPackages(getClass().getPackageName());
    // The importer skips class files that it cannot read: without this, no class means no finding.
    assertThat(classes).as("production classes of %s", getClass().getPackageName()).isNotEmpty();
    return all().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(classes)));
  }

  static List<ArchRule> all() {
    return Stream.of(LayerRules.all(), StoreRules.all(), CodeRules.all())
        .flatMap(List::stream)
        .toList();
  }
}
