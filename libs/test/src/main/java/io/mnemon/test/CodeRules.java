package io.mnemon.test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** How a class is written, wherever it stands. */
final class CodeRules {
  private static final Pattern EMPTY_NAME =
      Pattern.compile("I[A-Z][a-z].*|InMemory.*|.*(Impl|Manager|Helper|Utils?|Data|Info)");

  private static final Set<String> INJECTION =
      Set.of(
          "jakarta.inject.Inject",
          "io.quarkus.grpc.GrpcClient",
          "org.eclipse.microprofile.config.inject.ConfigProperty");

  static final ArchRule DEPENDENCIES_COME_THROUGH_THE_CONSTRUCTOR =
      noFields()
          .should(beInjected())
          .allowEmptyShould(true)
          .as("no field is injected")
          .because("a class whose parts come through its constructor is tested by calling it");

  static final ArchRule TIME_COMES_FROM_A_CLOCK =
      noClasses()
          .should()
          .callMethodWhere(readsTheWallClock())
          .orShould()
          .callConstructorWhere(makesADateOfNow())
          .allowEmptyShould(true)
          .as("nobody asks for the time but through a Clock or an InstantSource")
          .because("tests move time; for measuring, System.nanoTime is right");

  static final ArchRule ONLY_WIRING_CHOOSES_THE_CLOCK =
      noClasses()
          .that(not(Names.endingWith("Wiring", "Main")))
          .should()
          .callMethodWhere(takesTheSystemClock())
          .allowEmptyShould(true)
          .as("only *Wiring and *Main take the system's clock");

  static final ArchRule RECORDS_HOLD_NO_ARRAYS =
      fields()
          .that()
          .areDeclaredInClassesThat(DescribedPredicate.describe("are records", JavaClass::isRecord))
          .and()
          .areNotStatic()
          .should()
          .notHaveRawType(DescribedPredicate.describe("array", JavaClass::isArray))
          .allowEmptyShould(true)
          .as("a record holds no array")
          .because("arrays compare by identity and can be changed: hide them in a value class");

  static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
      noClasses()
          .that(DescribedPredicate.describe("are named by people", CodeRules::isNamedByPeople))
          .should(haveAnEmptyName())
          .allowEmptyShould(true)
          .as("no class is called I…, InMemory…, …Impl, …Manager, …Helper, …Util, …Data or …Info");

  private CodeRules() {}

  static List<ArchRule> all() {
    return List.of(
        DEPENDENCIES_COME_THROUGH_THE_CONSTRUCTOR,
        TIME_COMES_FROM_A_CLOCK,
        ONLY_WIRING_CHOOSES_THE_CLOCK,
        RECORDS_HOLD_NO_ARRAYS,
        NAMES_SAY_WHAT_A_CLASS_IS);
  }

  private static DescribedPredicate<JavaCall<?>> readsTheWallClock() {
    return DescribedPredicate.describe(
        "that read the wall clock",
        call -> {
          String owner = call.getTargetOwner().getFullName();
          String method = call.getName();
          if (owner.equals("java.lang.System")) {
            return method.equals("currentTimeMillis");
          }
          return owner.startsWith("java.time.") && method.equals("now") && !takesAClock(call);
        });
  }

  private static boolean takesAClock(JavaCall<?> call) {
    return call.getTarget().getRawParameterTypes().stream()
        .anyMatch(type -> type.isAssignableTo(InstantSource.class));
  }

  private static DescribedPredicate<JavaCall<?>> makesADateOfNow() {
    return DescribedPredicate.describe(
        "that make a Date of now",
        call ->
            call.getTargetOwner().getFullName().equals("java.util.Date")
                && call.getTarget().getRawParameterTypes().isEmpty());
  }

  private static DescribedPredicate<JavaCall<?>> takesTheSystemClock() {
    return DescribedPredicate.describe(
        "that take the system's clock",
        call ->
            call.getTargetOwner().isAssignableTo(InstantSource.class)
                && call.getTargetOwner().getPackageName().equals(Clock.class.getPackageName())
                && (call.getName().startsWith("system") || call.getName().startsWith("tick")));
  }

  private static ArchCondition<JavaField> beInjected() {
    return new ArchCondition<>("be injected") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        boolean injected = INJECTION.stream().anyMatch(field::isAnnotatedWith);
        events.add(new SimpleConditionEvent(field, injected, field.getFullName() + " is injected"));
      }
    };
  }

  private static ArchCondition<JavaClass> haveAnEmptyName() {
    return new ArchCondition<>("have a name that says nothing") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean empty = EMPTY_NAME.matcher(type.getSimpleName()).matches();
        events.add(
            new SimpleConditionEvent(
                type, empty, type.getName() + " has a name that says nothing"));
      }
    };
  }

  private static boolean isNamedByPeople(JavaClass type) {
    return !type.isAnonymousClass()
        && !type.getModifiers().contains(JavaModifier.SYNTHETIC)
        && !type.getSimpleName().equals("package-info");
  }
}
